/** Runs that are paused, stopped, killed, opened in two tabs, or met by a full storage: the log is that of an undisturbed run. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { inMemoryLocks } from '../../src/runner/control/locks.ts';
import type { Registry } from '../../src/runner/registry.ts';
import type { RunMessage } from '../../src/runner/control/run-messages.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import * as tf from '../../src/tensor/tf.ts';
import {
  ignoreMessages,
  freshDatabase,
  labWith,
  realRegistry,
  specOf,
  withoutTimes,
  runToEnd,
} from '../support/test-lab.ts';

const spec = specOf({ seeds: [3, 4], arms: [{ strategy: 'random' }, { strategy: 'k-median' }], reference: true });
// far longer than the time between two reports of progress, on a fast machine too
const long = specOf({
  seeds: [3],
  arms: [{ strategy: 'margin' }],
  query: { size: 3, cycles: 1 },
  training: { epochs: 800, batch: 2, patience: 0 },
});
let whole: unknown[];
let wholeLong: unknown[];

beforeAll(async () => {
  whole = withoutTimes(await runToEnd(spec));
  wholeLong = withoutTimes(await runToEnd(long));
});

/** Counts how many networks are built, that is how many trainings are begun. */
function counting(): Registry & { built: number } {
  const registry = {
    ...realRegistry,
    built: 0,
    models: realRegistry.models.map((model) => ({
      ...model,
      build(inputs: Parameters<typeof model.build>[0]) {
        registry.built++;
        return model.build(inputs);
      },
    })),
  };
  return registry;
}

/** Resolves when the first training is under way, which is in the middle of a step. */
function inTraining(): { listener: (message: RunMessage) => void; reached: Promise<void> } {
  let done: () => void;
  const reached = new Promise<void>((resolve) => (done = resolve));
  return { reached, listener: (message) => message.type === 'progress' && message.done > 0 && done() };
}

/** A lab whose run is paused within a training, and the tensors that it had before. */
async function pausedInTraining() {
  const lab = labWith(await freshDatabase());
  const { id } = await lab.create(long, 'groups');
  const tensors = tf.memory().numTensors;
  const { listener, reached } = inTraining();
  void lab.start(id, { scope: 'run', delay: 0 }, listener);
  await reached;
  await lab.pause(id);
  return { lab, id, tensors };
}

describe('stopping', () => {
  test('after any step and resuming in a new worker gives the uninterrupted log', async () => {
    const db = await freshDatabase();
    let lab = labWith(db);
    const { id, stepsTotal } = await lab.create(spec, 'groups');
    for (let step = 0; step < stepsTotal; step++) {
      const outcome = await lab.start(id, { scope: 'run', delay: 0 }, (message) => {
        if (message.type === 'events') void lab.stop(id);
      });
      expect(outcome).toBe(step < stepsTotal - 1 ? 'stopped' : 'finished');
      lab = labWith(db);
      expect(withoutTimes(await lab.log(id))).toEqual(whole.slice(0, (await lab.log(id)).length));
    }
    expect(withoutTimes(await lab.log(id))).toEqual(whole);
  });

  test('within a step discards the step, and resuming computes it again', async () => {
    const lab = labWith(await freshDatabase());
    const { id } = await lab.create(long, 'groups');
    const tensors = tf.memory().numTensors;
    const { listener, reached } = inTraining();
    const outcome = lab.start(id, { scope: 'run', delay: 0 }, listener);
    await reached;
    await lab.stop(id);
    expect(await outcome).toBe('stopped');
    expect(await lab.log(id)).toHaveLength(1);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    expect(withoutTimes(await lab.log(id))).toEqual(wholeLong);
  });
});

test.each(['stop', 'pause'] as const)('%s does not wait for the end of a step', async (command) => {
  const lab = labWith(await freshDatabase());
  // of hours: the test would not come to its end
  const endless = { ...long, training: { ...long.training, steps: 10_000_000 } };
  const { id } = await lab.create(endless, 'groups');
  const { listener, reached } = inTraining();
  const outcome = lab.start(id, { scope: 'run', delay: 0 }, listener);
  await reached;
  await lab[command](id);
  await lab.stop(id);
  expect(await outcome).toBe(command === 'stop' ? 'stopped' : 'paused');
  expect(await lab.log(id)).toHaveLength(1);
});

describe('pausing', () => {
  test('keeps the step in memory: resuming does not train again', async () => {
    const registry = counting();
    const lab = labWith(await freshDatabase(), { registry });
    const { id } = await lab.create(long, 'groups');
    const { listener, reached } = inTraining();
    const outcome = lab.start(id, { scope: 'run', delay: 0 }, listener);
    await reached;
    await lab.pause(id);
    expect(await outcome).toBe('paused');
    expect(await lab.activeRuns()).toEqual([]);
    const built = registry.built;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await lab.log(id)).toHaveLength(1);
    expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    expect(registry.built - built).toBe(1); // the second cycle only
    expect(withoutTimes(await lab.log(id))).toEqual(wholeLong);
  });

  test('is not counted as working time', async () => {
    const lab = labWith(await freshDatabase());
    const { id } = await lab.create(long, 'groups');
    const { listener, reached } = inTraining();
    void lab.start(id, { scope: 'run', delay: 0 }, listener);
    await reached;
    await lab.pause(id);
    const clock = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 3_600_000);
    await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
    later.mockRestore();
    const worked = (await lab.log(id)).reduce((sum, event) => sum + ('seconds' in event ? event.seconds : 0), 0);
    expect(worked).toBeLessThan(3600);
  });

  test('can be followed by a stop, which discards the step', async () => {
    const { lab, id, tensors } = await pausedInTraining();
    expect(tf.memory().numTensors).toBeGreaterThan(tensors);
    await lab.stop(id);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('in one tab while another continues the run is followed by that tab’s steps', async () => {
    const db = await freshDatabase();
    const locks = inMemoryLocks();
    const [here, there] = [labWith(db, { locks }), labWith(db, { locks })];
    const { id } = await here.create(long, 'groups');
    const { listener, reached } = inTraining();
    void here.start(id, { scope: 'run', delay: 0 }, listener);
    await reached;
    await here.pause(id);
    expect(await there.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    expect(await here.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
    expect(withoutTimes(await here.log(id))).toEqual(wholeLong);
  });
});

describe('pace', () => {
  test('of one cycle pauses after all arms; full supervision is part of the first', async () => {
    const lab = labWith(await freshDatabase());
    const { id } = await lab.create(spec, 'groups');
    const done: number[] = [];
    for (let outcome = ''; outcome !== 'finished';) {
      outcome = await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
      done.push((await lab.log(id)).filter((one) => one.type === 'measured' || one.type === 'full-supervision').length);
    }
    expect(done).toEqual([3, 5, 7, 9, 11, 13]);
    expect(withoutTimes(await lab.log(id))).toEqual(whole);
  });

  test('with a delay waits between steps, and the delay can be changed and ended early', async () => {
    const lab = labWith(await freshDatabase());
    const { id } = await lab.create(spec, 'groups');
    let steps = 0;
    const hour = 3_600_000;
    const outcome = lab.start(
      id,
      { scope: 'run', delay: hour },
      (message) => void (message.type === 'events' && steps++),
    );
    while (steps === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(steps).toBe(1);
    await lab.setDelay(0);
    while (steps < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await lab.setDelay(hour);
    await lab.stop(id);
    expect(await outcome).not.toBe('paused');
  });
});

describe('two tabs', () => {
  test('refuse the second while the first works on the run', async () => {
    const db = await freshDatabase();
    const locks = inMemoryLocks();
    const [here, there] = [labWith(db, { locks }), labWith(db, { locks })];
    const { id } = await here.create(long, 'groups');
    const { listener, reached } = inTraining();
    const outcome = here.start(id, { scope: 'run', delay: 0 }, listener);
    await reached;
    expect(await there.activeRuns()).toEqual([id]);
    await expect(there.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject({ code: 'busy' });
    await expect(there.deleteRun(id)).rejects.toMatchObject({ code: 'busy' });
    await expect(here.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject({ code: 'busy' });
    expect(await outcome).toBe('finished');
    expect(withoutTimes(await here.log(id))).toEqual(wholeLong);
  });

  test('without locks are refused by the storage: no event is written twice', async () => {
    const db = await freshDatabase();
    const [here, there] = [labWith(db), labWith(db)];
    const { id } = await here.create(long, 'groups');
    const outcomes = await Promise.allSettled([
      here.start(id, { scope: 'run', delay: 0 }, ignoreMessages),
      there.start(id, { scope: 'run', delay: 0 }, ignoreMessages),
    ]);
    expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'busy' } });
    expect(withoutTimes(await here.log(id))).toEqual(wholeLong);
  });
});

test('a full storage keeps the step in memory: once there is room it is stored without training again', async () => {
  const db = await freshDatabase();
  let full = false;
  const transaction = IDBDatabase.prototype.transaction;
  const refusing = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    stores,
    mode,
  ) {
    if (full && mode === 'readwrite') throw new DOMException('no room', 'QuotaExceededError');
    return transaction.call(this, stores, mode);
  });
  const registry = counting();
  const lab = labWith(db, { registry });
  const { id } = await lab.create(long, 'groups');
  const heard: LogEvent[] = [];
  const listener = (message: RunMessage) => void (message.type === 'events' && heard.push(...message.events));
  full = true;
  await expect(lab.start(id, { scope: 'run', delay: 0 }, listener)).rejects.toMatchObject({ code: 'full' });
  expect(heard).toEqual([]);
  const built = registry.built;
  full = false;
  expect(await lab.start(id, { scope: 'cycle', delay: 0 }, listener)).toBe('paused');
  expect(registry.built).toBe(built);
  expect(await lab.start(id, { scope: 'run', delay: 0 }, listener)).toBe('finished');
  expect(withoutTimes(await lab.log(id))).toEqual(wholeLong);
  expect(withoutTimes(heard)).toEqual(wholeLong.slice(1));
  refusing.mockRestore();
});

test('a storage that the browser closes again and again is opened again, and the run goes on to the same log', async () => {
  const lab = labWith(await freshDatabase());
  const { id } = await lab.create(spec, 'groups');
  const transaction = IDBDatabase.prototype.transaction;
  let calls = 0;
  const closing = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    stores,
    mode,
  ) {
    if (++calls % 5 === 0) this.close();
    return transaction.call(this, stores, mode);
  });
  let told = 0;
  const listener = (message: RunMessage) => void (message.type === 'storage-reopened' && told++);
  expect(await lab.start(id, { scope: 'run', delay: 0 }, listener)).toBe('finished');
  closing.mockRestore();
  expect(told).toBeGreaterThan(1);
  expect(withoutTimes(await lab.log(id))).toEqual(whole);
});

test('every event is stored before the listener gets it', async () => {
  const lab = labWith(await freshDatabase());
  const { id } = await lab.create(spec, 'groups');
  let heard = 1;
  await lab.start(id, { scope: 'run', delay: 0 }, async (message) => {
    if (message.type !== 'events') return;
    heard += message.events.length;
    expect(await lab.log(id)).toHaveLength(heard);
    const [run] = await lab.runs();
    expect(run).toEqual(message.info);
  });
  expect(heard).toBe(whole.length);
});

describe('imported logs', () => {
  test.each(['table', 'plane'] as const)(
    'of %s data that are truncated within a step are resumed at that step',
    async (kind) => {
      const short = specOf({ seeds: [3], arms: [{ strategy: 'random' }, { strategy: 'k-median' }], reference: true });
      const log = await runToEnd(short, kind);
      const db = await freshDatabase({ kind });
      for (let length = 1; length <= log.length; length++) {
        const lab = labWith(db);
        const run = await lab.importLog(log.slice(0, length));
        const kept = await lab.log(run.id);
        expect(withoutTimes(kept)).toEqual(withoutTimes(log.slice(0, kept.length)));
        if (length % 9 !== 4) continue;
        expect(await lab.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
        expect(withoutTimes(await lab.log(run.id))).toEqual(withoutTimes(log));
      }
    },
  );

  test('that are finished stay finished', async () => {
    const lab = labWith(await freshDatabase());
    const run = await lab.importLog(await runToEnd(spec));
    expect(run).toMatchObject({ finished: true, stepsDone: 13, stepsTotal: 13 });
  });

  test('that are no logs are refused, and nothing is stored', async () => {
    const lab = labWith(await freshDatabase());
    await expect(lab.importLog([{ type: 'finished', time: 0 }])).rejects.toMatchObject({ code: 'bad-file' });
    expect(await lab.runs()).toEqual([]);
  });

  test('of other data are refused', async () => {
    const log = await runToEnd(long);
    const other = labWith(await freshDatabase({}, (i) => ((i * 7 + 3) % 3 === 0 ? 0 : 1)));
    const run = await other.importLog(log.slice(0, 7));
    await expect(other.start(run.id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject({
      code: 'unfit',
    });
  });
});

test('a deleted run is removed with its paused step', async () => {
  const { lab, id, tensors } = await pausedInTraining();
  await lab.deleteRun(id);
  expect(await lab.runs()).toEqual([]);
  expect(await lab.log(id)).toEqual([]);
  expect(tf.memory().numTensors).toBe(tensors);
  await expect(lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject({ code: 'missing' });
});
