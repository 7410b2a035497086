/**
 * Costly drawings and figures take turns, so that many of them at once never hold up the page: as many in one task of
 * the event loop as a few milliseconds allow, and a frame for them before the next. Of one owner only the newest turn
 * is taken.
 */
const waiting = new Map<object, () => void>();
let coming = false;

/** Milliseconds of a task after which the next turn waits; a turn that is begun goes to its end. */
const enough = 5;
/** Milliseconds for what was drawn to come to the screen. */
const frame = 16;

export function inTurn(owner: object, draw: () => void): void {
  waiting.set(owner, draw);
  if (coming) return;
  coming = true;
  setTimeout(next);
}

function next(): void {
  const began = performance.now();
  try {
    for (const [owner, draw] of waiting) {
      waiting.delete(owner);
      draw();
      if (performance.now() - began >= enough) break;
    }
  } finally {
    // one that fails must not keep the others waiting
    coming = waiting.size > 0;
    if (coming) setTimeout(next, frame);
  }
}

/** Gives up what the owner has waiting, as when it leaves the page. */
export const outOfTurn = (owner: object): boolean => waiting.delete(owner);
