/**
 * A queue of costly drawings, so that many of them at once never block the page: each task of the event loop runs as many as
 * fit into a few milliseconds, with a frame between tasks. A later drawing of an owner replaces its earlier one.
 */
const queue = new Map<object, () => void>();
let scheduled = false;

/** Milliseconds after which a task starts no further drawing. */
const FRAME_BUDGET_MS = 5;
/** Milliseconds between two tasks, for a frame to be shown. */
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
    // a drawing that throws must not block the others
    scheduled = queue.size > 0;
    if (scheduled) setTimeout(runQueue, FRAME_MS);
  }
}

/** Removes the owner's pending drawing, as when it leaves the page. */
export const cancelFrame = (owner: object): boolean => queue.delete(owner);
