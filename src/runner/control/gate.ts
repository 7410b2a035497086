/**
 * The gate that all long work passes often: it lets messages in, holds the work while the run is paused and ends it
 * when the run is stopped. Passing costs next to nothing while there is nothing to do.
 */
import { Problem } from '../../protocol/problem.ts';

/** Milliseconds of work between two looks at the messages: short enough to feel at once, long enough to cost nothing. */
const SLICE = 12;

/** Lets everything that waits in the event loop go first. Timers are clamped to 4 ms, a message is not. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export class Gate {
  private wish: 'go' | 'pause' | 'stop' = 'go';
  private since = performance.now();
  /** Milliseconds spent paused, which are nobody's work. */
  private idle = 0;
  private reopen: (() => void) | undefined;
  private atRest: (() => void) | undefined;

  /** Work at the gate goes on; what had been wished before is forgotten. */
  open(): void {
    this.wish = 'go';
    this.reopen?.();
  }

  pause(): void {
    if (this.wish === 'go') this.wish = 'pause';
  }

  stop(): void {
    this.wish = 'stop';
    this.reopen?.();
  }

  get stopping(): boolean {
    return this.wish === 'stop';
  }

  /** Settles once work comes to stand at the gate because of a pause. */
  standstill(): Promise<void> {
    return new Promise((resolve) => (this.atRest = resolve));
  }

  /** @throws Problem `cancelled` once the run is stopped */
  async pass(): Promise<void> {
    if (this.wish === 'go' && performance.now() - this.since >= SLICE) {
      await nextTask();
      this.since = performance.now();
    }
    while (this.wish === 'pause') await this.park();
    if (this.wish === 'stop') throw new Problem('cancelled', 'The run was stopped.');
  }

  private async park(): Promise<void> {
    const from = performance.now();
    await new Promise<void>((resolve) => {
      this.reopen = resolve;
      this.atRest?.();
    });
    this.reopen = undefined;
    this.since = performance.now();
    this.idle += this.since - from;
  }

  /** Waits, open to pausing and stopping. @param milliseconds asked again and again, since it may change meanwhile */
  async wait(milliseconds: () => number): Promise<void> {
    const watch = this.watch();
    for (;;) {
      await this.pass();
      const left = milliseconds() - watch() * 1000;
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, 40)));
    }
  }

  /** @returns the seconds of work since this call, pauses left out */
  watch(): () => number {
    const worked = () => performance.now() - this.idle;
    const from = worked();
    return () => (worked() - from) / 1000;
  }
}
