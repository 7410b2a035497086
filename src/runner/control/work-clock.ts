/**
 * A clock that does not count the sleep of the machine, nor the time in which the browser has frozen the page: during both
 * `performance.now()` goes on in some browsers and stands still in others.
 */

/** Milliseconds between two ticks while the thread waits for something. */
const TICK_MS = 1000;
/** Milliseconds between two ticks that only sleep explains: work passes the gate, which reads the clock, far more often. */
const MAX_GAP_MS = 30_000;

let last = performance.now();
let total = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

/** Milliseconds awake, from an arbitrary origin. */
export function awakeMs(): number {
  ticking ??= startTicking();
  const now = performance.now();
  const gap = now - last;
  last = now;
  if (gap > 0 && gap <= MAX_GAP_MS) total += gap;
  return total;
}

function startTicking(): ReturnType<typeof setInterval> {
  const interval = setInterval(awakeMs, TICK_MS);
  // in Node a timer keeps the process alive
  (interval as { unref?: () => void }).unref?.();
  return interval;
}
