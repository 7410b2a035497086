/**
 * For figures that need not change in the very moment in which the log grows: the newest value, handed on in turn with
 * those of other figures, and where there is a pause not sooner than that after the last.
 */
import { flushSync } from 'svelte';
import { inTurn, outOfTurn } from './frame-queue.ts';

export class Paced<T> {
  current = $state.raw<T>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private newest: T | undefined;

  /** @param pause milliseconds */
  constructor(private readonly pause = 0) {}

  /** The first value waits too, so that what is above can come on the page before. */
  offer(value: T): void {
    this.newest = value;
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        // in the turn itself, so that the time it takes is counted
        inTurn(this, () => flushSync(() => (this.current = this.newest)));
      },
      this.current === undefined ? 60 : this.pause,
    );
  }

  end(): void {
    clearTimeout(this.timer);
    outOfTurn(this);
  }
}
