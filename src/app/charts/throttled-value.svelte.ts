/**
 * For figures that need not change in the very moment in which the log grows: the newest value, handed on in turn with
 * those of other figures, and where there is a pause not sooner than that after the last.
 */
import { flushSync } from 'svelte';
import { enqueueFrame, cancelFrame } from './frame-queue.ts';

export class ThrottledValue<T> {
  current = $state.raw<T>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pending: T | undefined;

  /** @param intervalMs milliseconds */
  constructor(private readonly intervalMs = 0) {}

  /** The first value waits too, so that what is above can come on the page before. */
  set(value: T): void {
    this.pending = value;
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        // in the turn itself, so that the time it takes is counted
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
