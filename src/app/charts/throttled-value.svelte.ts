/**
 * A value for figures that may lag behind the log: the newest one, passed on through the frame queue, at most once per
 * interval.
 */
import { flushSync } from 'svelte';
import { enqueueFrame, cancelFrame } from './frame-queue.ts';

export class ThrottledValue<T> {
  current = $state.raw<T>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pending: T | undefined;

  /** @param intervalMs 0: as often as the queue has time */
  constructor(private readonly intervalMs = 0) {}

  /** The first value waits too, so that the figures above appear first. */
  set(value: T): void {
    this.pending = value;
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        // flushed at once, so that the queue counts its time
        enqueueFrame(this, () => flushSync(() => (this.current = this.pending)));
      },
      this.current === undefined ? 60 : this.intervalMs,
    );
  }

  cancel(): void {
    clearTimeout(this.timer);
    cancelFrame(this);
  }
}
