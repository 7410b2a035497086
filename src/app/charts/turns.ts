/**
 * Costly drawings take turns: one in each task of the event loop, so that many arms at once never hold up the page.
 * Of one owner only the newest drawing is done.
 */
const waiting = new Map<object, () => void>();
let coming = false;

export function inTurn(owner: object, draw: () => void): void {
  waiting.set(owner, draw);
  if (coming) return;
  coming = true;
  setTimeout(next);
}

function next(): void {
  const [first] = waiting;
  if (first) {
    waiting.delete(first[0]);
    first[1]();
  }
  coming = waiting.size > 0;
  if (coming) setTimeout(next);
}

/** Gives up what the owner has waiting, as when it leaves the page. */
export const outOfTurn = (owner: object): boolean => waiting.delete(owner);
