/** Device loss in the lab, and the log of a run that changes its backend. */
import { describe, expect, test } from 'vitest';
import { toDeviceProblem } from '../../src/runner/control/device-errors.ts';
import { inMemoryLocks } from '../../src/runner/control/locks.ts';
import type { Registry } from '../../src/runner/registry.ts';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { tableOf, stepAt } from '../../src/metrics/step-table.ts';
import type { BackendInfo, LogEvent } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import {
  ignoreMessages,
  freshDatabase,
  labWith,
  realRegistry,
  specOf,
  withoutTimes,
  runToEnd,
} from '../support/test-lab.ts';

const spec = specOf({ seeds: [1], arms: [{ strategy: 'random' }] });
const on = (name: BackendInfo['name'], adapter: string) => ({
  async chooseBackend(): Promise<BackendInfo> {
    await import('@tensorflow/tfjs-backend-cpu');
    return { name, adapter, reason: '' };
  },
});

describe('a device that is lost while a step waits for it', () => {
  /** The third training never comes to its end, as a read of a lost device may not. */
  function stuck(): { registry: Registry; reached: Promise<void> } {
    let reach: () => void;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    let count = 0;
    const trainings = realRegistry.trainings.map((training) => ({
      ...training,
      async fit(...given: Parameters<typeof training.fit>) {
        if (++count < 3) return training.fit(...given);
        reach();
        return new Promise<never>(() => undefined);
      },
    }));
    return { registry: { ...realRegistry, trainings }, reached };
  }

  test('ends the run at once, keeps all earlier steps, and releases the run for another worker', async () => {
    const db = await freshDatabase();
    const locks = inMemoryLocks();
    const { registry, reached } = stuck();
    let lose: (problem: Problem) => void = () => undefined;
    const loss = new Promise<Problem>((resolve) => (lose = resolve));
    const lab = labWith(db, { locks, registry, deviceLoss: () => loss });
    const { id } = await lab.create(spec, 'groups');
    const heard: LogEvent[] = [];
    const outcome = lab.start(
      id,
      { scope: 'run', delay: 0 },
      (message) => void (message.type === 'events' && heard.push(...message.events)),
    );
    await reached;
    const paused = lab.pause(id);
    lose(new Problem('device', 'The GPU was lost.'));
    await expect(outcome).rejects.toMatchObject({ code: 'device', message: 'The GPU was lost.' });
    await paused;
    expect(await lab.activeRuns()).toEqual([]);
    expect(heard).toEqual((await lab.log(id)).slice(1));
    await expect(lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject({ code: 'device' });
    await lab.stop(id);
    const next = labWith(db, { locks });
    expect(await next.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    expect(withoutTimes(await next.log(id))).toEqual(withoutTimes(await runToEnd(spec)));
  });

  test('keeps later results out of the log', async () => {
    const db = await freshDatabase();
    let lose: (problem: Problem) => void = () => undefined;
    const loss = new Promise<Problem>((resolve) => (lose = resolve));
    // the step comes to its end all the same, with whatever the device gave it
    const trainings = realRegistry.trainings.map((training) => ({
      ...training,
      async fit(...given: Parameters<typeof training.fit>) {
        const report = await training.fit(...given);
        lose(new Problem('device', 'The GPU has no memory left.'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        return report;
      },
    }));
    const lab = labWith(db, { registry: { ...realRegistry, trainings }, deviceLoss: () => loss });
    const { id } = await lab.create(spec, 'groups');
    await expect(lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject({ code: 'device' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await lab.log(id)).toHaveLength(1);
  });

  test.each([
    [new DOMException('A valid external Instance reference no longer exists.', 'AbortError'), /stopped working/],
    [new WebAssembly.RuntimeError('memory access out of bounds'), /stopped working/],
    [new RangeError('Array buffer allocation failed'), /not enough memory/],
    [new RangeError("Failed to execute 'createBuffer' on 'GPUDevice'"), /not enough memory/],
  ])('is told from a fault of ours: %s', (error, words) => {
    expect(toDeviceProblem(error)).toMatchObject({ code: 'device', message: expect.stringMatching(words) as string });
    expect(toDeviceProblem(new TypeError('x is undefined'))).toBeUndefined();
    expect(toDeviceProblem(new RangeError('Invalid array length'))).toBeUndefined();
  });
});

describe('a run that continues on another backend', () => {
  /** Two steps on the GPU, the rest on WASM. */
  async function movedLog(): Promise<{ log: LogEvent[]; backend: unknown }> {
    const db = await freshDatabase();
    const first = labWith(db, on('webgpu', 'A GPU'));
    const { id } = await first.create(spec, 'groups');
    await first.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
    const second = labWith(db, on('wasm', 'SIMD'));
    for (let outcome = ''; outcome !== 'finished';)
      outcome = await second.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
    return { log: await second.log(id), backend: (await second.runs())[0]!.backend };
  }

  test('has one event for the change in its log, before the first step on that backend', async () => {
    const { log, backend } = await movedLog();
    const moves = log.flatMap((event, at) => (event.type === 'backend-changed' ? [at] : []));
    expect(moves).toHaveLength(1);
    expect(log[moves[0]!]).toMatchObject({ backend: { name: 'wasm', adapter: 'SIMD' } });
    expect(log[moves[0]! + 1]).toMatchObject({ type: 'trained', cycle: 1 });
    expect(backend).toEqual({ name: 'wasm', adapter: 'SIMD' });
    expect(log.filter((event) => event.type === 'measured')).toHaveLength(3);
  });

  test('is read back from a file with the backend of every cycle', async () => {
    const { log } = await movedLog();
    const read = parseLog(serialiseLog(log));
    expect(read).toEqual(log);
    const table = tableOf(read)!;
    const names = [0, 1, 2].map((cycle) => stepAt(table, { seed: 1, arm: 0, cycle })?.backend?.name);
    expect(names).toEqual(['webgpu', 'wasm', 'wasm']);
    expect(() => parseLog(serialiseLog(log).replace('"name":"wasm"', '"name":"abacus"'))).toThrow(/damaged in line/);
  });

  test('is resumed from a log that was truncated anywhere', async () => {
    const { log } = await movedLog();
    const db = await freshDatabase();
    for (let length = 1; length <= log.length; length++) {
      const lab = labWith(db, on('wasm', 'SIMD'));
      const run = await lab.importLog(log.slice(0, length));
      await lab.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages);
      expect((await lab.log(run.id)).filter((event) => event.type === 'measured')).toHaveLength(3);
      expect((await lab.log(run.id)).filter((event) => event.type === 'backend-changed')).toHaveLength(1);
    }
  });

  test('has no such event for the same adapter', async () => {
    const db = await freshDatabase();
    const { id } = await labWith(db).create(spec, 'groups');
    const lab = labWith(db);
    await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
    expect((await lab.log(id)).some((event) => event.type === 'backend-changed')).toBe(false);
  });
});
