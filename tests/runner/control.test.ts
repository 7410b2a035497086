/** The gate between long work and the messages that steer it. */
import { describe, expect, test } from 'vitest';
import { Gate, yieldToEventLoop } from '../../src/runner/control/gate.ts';

const busy = (milliseconds: number): void => {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
};

describe('the gate', () => {
  test('lets a message in while work goes on without a break', async () => {
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
      busy(1);
      await gate.pass();
    }
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(30);
  });

  test('costs almost nothing while there is nothing to do', async () => {
    const gate = new Gate();
    const began = performance.now();
    for (let i = 0; i < 20_000; i++) await gate.pass();
    // a timer of 4 ms at each pass would take 80 s
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('the next task comes after what was waiting, and sooner than any timer would', async () => {
    let waited = false;
    setTimeout(() => (waited = true), 0);
    busy(5);
    const began = performance.now();
    for (let i = 0; i < 50; i++) await yieldToEventLoop();
    expect(waited).toBe(true);
    expect(performance.now() - began).toBeLessThan(150);
  });

  test('work that stands at a closed gate is let on by opening and ended by stopping', async () => {
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

  test('a wait is cut short by a stop', async () => {
    const gate = new Gate();
    const began = performance.now();
    const waiting = gate.wait(() => 10_000);
    setTimeout(() => gate.stop(), 20);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(500);
  });
});
