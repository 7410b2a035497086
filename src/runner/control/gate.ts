/**
 * The gate that all long work passes often: it lets messages in, holds the work while the run is paused and ends it
 * when the run is stopped. Passing costs next to nothing while there is nothing to do.
 */
import { Problem } from '../../protocol/problem.ts';

/** Milliseconds of work between two looks at the messages: short enough to feel at once, long enough to cost nothing. */
const SLICE_MS = 12;

/** Lets everything that waits in the event loop go first. Timers are clamped to 4 ms, a message is not. */
export function yieldToEventLoop(): Promise<void> {
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
  private command: 'go' | 'pause' | 'stop' = 'go';
  private sliceStart = performance.now();
  /** Milliseconds spent paused, which do not count as work. */
  private pausedMs = 0;
  private releaseWaiter: (() => void) | undefined;
  private onPaused: (() => void) | undefined;

  /** Work at the gate goes on; what had been wished before is forgotten. */
  resume(): void {
    this.command = 'go';
    this.releaseWaiter?.();
  }

  pause(): void {
    if (this.command === 'go') this.command = 'pause';
  }

  stop(): void {
    this.command = 'stop';
    this.releaseWaiter?.();
  }

  /** Whether the next `pass` waits or throws. */
  get interrupted(): boolean {
    return this.command !== 'go';
  }

  get stopping(): boolean {
    return this.command === 'stop';
  }

  /** Settles once work comes to stand at the gate because of a pause. */
  whenPaused(): Promise<void> {
    return new Promise((resolve) => (this.onPaused = resolve));
  }

  /** Lets messages in from time to time; neither waits nor throws. */
  async yield(): Promise<void> {
    if (this.command !== 'go' || performance.now() - this.sliceStart < SLICE_MS) return;
    await yieldToEventLoop();
    this.sliceStart = performance.now();
  }

  /** @throws Problem `cancelled` once the run is stopped */
  async pass(): Promise<void> {
    await this.yield();
    while (this.command === 'pause') await this.waitWhilePaused();
    if (this.command === 'stop') throw new Problem('cancelled', 'The run was stopped.');
  }

  private async waitWhilePaused(): Promise<void> {
    const from = performance.now();
    await new Promise<void>((resolve) => {
      this.releaseWaiter = resolve;
      this.onPaused?.();
    });
    this.releaseWaiter = undefined;
    this.sliceStart = performance.now();
    this.pausedMs += this.sliceStart - from;
  }

  /** Waits, open to pausing and stopping. @param milliseconds asked again and again, since it may change meanwhile */
  async wait(milliseconds: () => number): Promise<void> {
    const stopwatch = this.stopwatch();
    for (;;) {
      await this.pass();
      const left = milliseconds() - stopwatch() * 1000;
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, 40)));
    }
  }

  /** @returns the seconds of work since this call, pauses left out */
  stopwatch(): () => number {
    const worked = () => performance.now() - this.pausedMs;
    const from = worked();
    return () => (worked() - from) / 1000;
  }
}
