/**
 * The gate that long work passes often: it lets messages in, makes the work wait while the run is paused, and ends it when the
 * run is stopped. Passing an open gate costs next to nothing.
 */
import { Problem } from '../../protocol/problem.ts';
import { awakeMs } from './work-clock.ts';

/** Milliseconds of work between two yields to messages: imperceptible, and cheap. */
const SLICE_MS = 12;

/** Lets all pending events run first, by a message: timers are clamped to 4 ms. */
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
  /** When the pause began that work waits in. */
  private pausedAt: number | undefined;
  private releaseWaiter: (() => void) | undefined;
  private onPaused: (() => void) | undefined;

  /** Lets waiting work continue; an earlier pause or stop no longer applies. */
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

  /** Resolves once work waits at the gate because of a pause. */
  whenPaused(): Promise<void> {
    return new Promise((resolve) => (this.onPaused = resolve));
  }

  /** Lets messages in once per time slice; neither waits nor throws. */
  async yield(): Promise<void> {
    if (this.command !== 'go' || performance.now() - this.sliceStart < SLICE_MS) return;
    await yieldToEventLoop();
    this.sliceStart = performance.now();
    awakeMs(); // so that a thread that never waits is awake too
  }

  /** @throws Problem `cancelled` once the run is stopped */
  async pass(): Promise<void> {
    await this.yield();
    while (this.command === 'pause') await this.waitWhilePaused();
    if (this.command === 'stop') throw new Problem('cancelled', 'The run was stopped.');
  }

  private async waitWhilePaused(): Promise<void> {
    const from = (this.pausedAt = awakeMs());
    await new Promise<void>((resolve) => {
      this.releaseWaiter = resolve;
      this.onPaused?.();
    });
    this.releaseWaiter = undefined;
    this.sliceStart = performance.now();
    this.pausedAt = undefined;
    this.pausedMs += awakeMs() - from;
  }

  /** Waits, and can be paused and stopped meanwhile. @param milliseconds read repeatedly, since it may change */
  async wait(milliseconds: () => number): Promise<void> {
    const stopwatch = this.stopwatch();
    for (;;) {
      await this.pass();
      const left = milliseconds() - stopwatch() * 1000;
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, 40)));
    }
  }

  /** @returns a function that gives the seconds of work since this call, without pauses and sleep */
  stopwatch(): () => number {
    const worked = () => {
      const now = awakeMs();
      return (this.pausedAt ?? now) - this.pausedMs;
    };
    const from = worked();
    return () => (worked() - from) / 1000;
  }
}
