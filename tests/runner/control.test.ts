/** The gate between long work and the messages that control it, and the rate of its reports. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Gate, yieldToEventLoop } from '../../src/runner/control/gate.ts';
import { throttle } from '../../src/runner/control/step-control.ts';

/** A clock that moves only by hand. */
function handClock(): { advance(milliseconds: number): void } {
  let now = Math.ceil(performance.now()); // whole, so that sums of steps are exact
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return { advance: (milliseconds) => void (now += milliseconds) };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('the gate', () => {
  test('lets messages in during uninterrupted work', async () => {
    const clock = handClock();
    const gate = new Gate();
    let heard = -1;
    const { port1, port2 } = new MessageChannel();
    let rounds = 0;
    port1.onmessage = () => {
      heard = rounds;
      port1.close();
    };
    port2.postMessage('pause');
    for (; rounds < 40; rounds++) {
      clock.advance(1);
      await gate.pass();
    }
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(30);
  });

  test('yields once per time slice, not at each pass', async () => {
    const clock = handClock();
    let yields = 0;
    vi.stubGlobal(
      'MessageChannel',
      class extends MessageChannel {
        constructor() {
          super();
          yields++;
        }
      },
    );
    const gate = new Gate();
    for (let i = 0; i < 20_000; i++) await gate.pass();
    expect(yields).toBe(0);
    for (let i = 0; i < 10; i++) {
      clock.advance(100);
      for (let j = 0; j < 100; j++) await gate.pass();
    }
    expect(yields).toBe(10);
  });

  test('lets due timers run first, and uses no timer itself', async () => {
    let waited = false;
    setTimeout(() => (waited = true), 0);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    for (let i = 0; i < 100_000 && !waited; i++) await yieldToEventLoop();
    expect(waited).toBe(true);
    expect(timers).not.toHaveBeenCalled();
  });

  test('a yield lets messages in, and neither waits nor throws for a paused or stopped run', async () => {
    const clock = handClock();
    const gate = new Gate();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      gate.pause();
      port1.close();
    };
    port2.postMessage('pause');
    while (!gate.interrupted) {
      clock.advance(1);
      await gate.yield();
    }
    await gate.yield();
    gate.stop();
    await gate.yield();
    await expect(gate.pass()).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('waiting work continues on resume and ends on stop', async () => {
    for (const end of ['resume', 'stop'] as const) {
      const gate = new Gate();
      gate.pause();
      const still = gate.whenPaused();
      let through: string | undefined;
      const work = gate.pass().then(
        () => (through = 'on'),
        (error: { code: string }) => (through = error.code),
      );
      await still;
      await yieldToEventLoop();
      expect(through).toBeUndefined();
      gate[end]();
      await work;
      expect(through).toBe(end === 'resume' ? 'on' : 'cancelled');
    }
  });

  test('a pause does not undo a stop', async () => {
    const gate = new Gate();
    gate.stop();
    gate.pause();
    await expect(gate.pass()).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a stop ends a wait early', async () => {
    const gate = new Gate();
    const waiting = gate.wait(() => 3_600_000);
    setTimeout(() => gate.stop(), 20);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the seconds of work', () => {
  test('leave out the sleep of the machine, on whichever side of a pause it comes', async () => {
    const clock = handClock();
    const gate = new Gate();
    const seconds = gate.stopwatch();
    const work = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        clock.advance(1000);
        await gate.pass();
        seconds();
      }
    };
    await work();
    clock.advance(8 * 3_600_000);
    expect(seconds()).toBeCloseTo(5, 6);
    await work();
    gate.pause();
    const still = gate.whenPaused();
    const waiting = gate.pass();
    await still;
    clock.advance(20_000);
    expect(seconds()).toBeCloseTo(10, 6);
    clock.advance(8 * 3_600_000);
    expect(seconds()).toBeCloseTo(10, 6);
    gate.resume();
    await waiting;
    expect(seconds()).toBeCloseTo(10, 6);
    await work();
    expect(seconds()).toBeCloseTo(15, 6);
  });

  test('count a long wait for the backend, during which the thread is awake', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
    vi.resetModules();
    const { Gate: FreshGate } = await import('../../src/runner/control/gate.ts');
    const seconds = new FreshGate().stopwatch();
    vi.advanceTimersByTime(120_000);
    expect(seconds()).toBeCloseTo(120, 6);
    vi.useRealTimers();
  });
});

test('reports of progress: the first at once, the others at least 80 ms apart', () => {
  const clock = handClock();
  const heard: number[] = [];
  const report = throttle((at: number) => void heard.push(at));
  for (let at = 0; at <= 400; at += 10) {
    report(at);
    clock.advance(10);
  }
  expect(heard).toEqual([0, 80, 160, 240, 320, 400]);
});
