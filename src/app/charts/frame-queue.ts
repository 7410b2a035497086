/**
 * Costly drawings and figures take turns, so that many of them at once never hold up the page: as many in one task of
 * the event loop as a few milliseconds allow, and a frame for them before the next. Of one owner only the newest turn
 * is taken.
 */
const queue = new Map<object, () => void>();
let scheduled = false;

/** Milliseconds of a task after which the next turn waits; a turn that is begun goes to its end. */
const FRAME_BUDGET_MS = 5;
/** Milliseconds for what was drawn to come to the screen. */
const FRAME_MS = 16;

export function enqueueFrame(owner: object, draw: () => void): void {
  queue.set(owner, draw);
  if (scheduled) return;
  scheduled = true;
  setTimeout(runQueue);
}

function runQueue(): void {
  const began = performance.now();
  try {
    for (const [owner, draw] of queue) {
      queue.delete(owner);
      draw();
      if (performance.now() - began >= FRAME_BUDGET_MS) break;
    }
  } finally {
    // one that fails must not keep the others waiting
    scheduled = queue.size > 0;
    if (scheduled) setTimeout(runQueue, FRAME_MS);
  }
}

/** Gives up what the owner has waiting, as when it leaves the page. */
export const cancelFrame = (owner: object): boolean => queue.delete(owner);
