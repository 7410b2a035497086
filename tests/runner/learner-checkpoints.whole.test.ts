/** Learners whose training is interrupted: the next session continues from the checkpoint, and the log is the same. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/protocol/events.ts';
import type { Spec, SpecInput } from '../../src/protocol/spec.ts';
import type { RunMessage } from '../../src/runner/control/run-messages.ts';
import type { Registry } from '../../src/runner/registry.ts';
import {
  checkpointRange,
  readCheckpoint,
  saveCheckpoint,
  type StoredCheckpoint,
  type TrainingKey,
} from '../../src/storage/checkpoints.ts';
import type { Database } from '../../src/storage/database.ts';
import * as tf from '../../src/tensor/tf.ts';
import {
  freshDatabase,
  ignoreMessages,
  labWith,
  realRegistry,
  runToEnd,
  specOf,
  startOnTickingClock,
  withoutTimes,
} from '../support/test-lab.ts';

/** Longer than any test: tells stored seconds from those that pass. */
const EARLIER_SECONDS = 1e9;

/** One seed and one arm of two cycles. */
const specWith = (change: Partial<SpecInput>): Spec =>
  specOf({ seeds: [3], arms: [{ strategy: 'margin' }], query: { size: 3, cycles: 1 }, ...change });

const model = { name: 'mlp', parameters: { width: 4, layers: 1, dropout: 0.2 } };
/** With the training passes of a step, by stage: the regulariser takes one of its own. */
const cases: [string, number[], Spec][] = [
  ['supervised', [1], specWith({ model, training: { epochs: 20, batch: 4 } })],
  ['supervised, with full supervision', [1], specWith({ model, training: { epochs: 12, batch: 4 }, reference: true })],
  ['tod', [2], specWith({ model, training: { method: 'tod', epochs: 8, batch: 4 } })],
  ['wasserstein', [1], specWith({ model, training: { method: 'wasserstein', epochs: 8, batch: 4 } })],
  [
    'ac-gan',
    // candidates, real and generated samples, and the generator's
    [4],
    specWith({
      model: { name: 'ac-gan', parameters: { base: 'sngan', latent: 2, width: 0.0625 } },
      training: { method: 'ac-gan', steps: 24, batch: 4, parameters: { adversarialSampling: 2 } },
    }),
  ],
  [
    'mixture-reg-da',
    [2, 1],
    specWith({
      model,
      training: {
        ...{ method: 'mixture-reg-da', epochs: 4, batch: 4 },
        parameters: { alignSteps: 6, refit: 4, width: 5, subset: 10, weight: 0.1 },
      },
    }),
  ],
];

interface Found {
  training: TrainingKey;
  checkpoint: StoredCheckpoint;
  /** Events in the log at that time. */
  events: number;
}

/** Runs to the end with a clock by which each step takes ten seconds; gives the checkpoints that were stored. */
async function checkpointsDuring(spec: Spec): Promise<{ log: LogEvent[]; found: Found[] }> {
  const db = await freshDatabase();
  const lab = labWith(db);
  const { id } = await lab.create(spec, 'groups');
  const found: Found[] = [];
  const reading: Promise<void>[] = [];
  const lookUp = async (): Promise<void> => {
    const keys = await db.getAllKeys('checkpoints', checkpointRange(id));
    // not what a training that is done came to
    const key = keys.find(([, kind]) => kind !== 'previous');
    if (!key) return;
    const training = key.slice(1) as unknown as TrainingKey;
    const checkpoint = await readCheckpoint(db, { runId: id, training });
    // the log cannot have grown as long as the checkpoint is there
    const [present, events] = await db.use((connection) => {
      const transaction = connection.transaction(['checkpoints', 'events']);
      return Promise.all([transaction.objectStore('checkpoints').get(key), transaction.objectStore('events').count()]);
    });
    if (!checkpoint || present?.seconds !== checkpoint.seconds) return;
    if (!found.some((one) => one.events === events && one.checkpoint.seconds === checkpoint.seconds))
      found.push({ training, checkpoint, events });
  };
  const listener = (message: RunMessage) => void (message.type === 'progress' && reading.push(lookUp()));
  expect(await startOnTickingClock(lab, id, listener)).toBe('finished');
  await Promise.all(reading);
  return { log: await lab.log(id), found };
}

/** Counts the training passes of all networks, and those networks whose initial weights are drawn. */
function counting(onPass: (passes: number) => void = () => undefined): Registry & { passes: number; drawn: number } {
  const registry = {
    ...realRegistry,
    passes: 0,
    drawn: 0,
    models: realRegistry.models.map((one) => ({
      ...one,
      build(inputs: Parameters<typeof one.build>[0]) {
        if (inputs.rng) registry.drawn++;
        const network = one.build(inputs);
        const trunk: typeof network.trunk = (samples, mode, tap) => {
          if (mode.training) onPass(++registry.passes);
          return network.trunk(samples, mode, tap);
        };
        return { ...network, trunk };
      },
    })),
  };
  return registry;
}

/** Continues from the events of a log; gives the whole log and the number of training passes. */
async function continued(log: LogEvent[], saved?: Found): Promise<{ log: unknown[]; passes: number }> {
  const db = await freshDatabase();
  const registry = counting();
  const lab = labWith(db, { registry });
  const { id } = await lab.importLog(log);
  if (saved) await saveCheckpoint(db, { runId: id, training: saved.training }, saved.checkpoint);
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  expect(await storedArrays(db)).toBe(0);
  return { log: withoutTimes(await lab.log(id)), passes: registry.passes };
}

describe.each(cases)('%s', (_, passesPerStep, spec) => {
  test('a run resumed from the first or last checkpoint of any stage has the log of an uninterrupted run', async () => {
    const whole = withoutTimes(await runToEnd(spec));
    const { log, found } = await checkpointsDuring(spec);
    expect(withoutTimes(log)).toEqual(whole);
    // of every stage
    expect(new Set(found.map((one) => one.checkpoint.finished.length)).size).toBe(passesPerStep.length);
    const stageOf = (one?: Found) => one && [one.events, one.checkpoint.finished.length].join();
    const ends = found.filter((one, i) =>
      [found[i - 1], found[i + 1]].some((other) => stageOf(other) !== stageOf(one)),
    );
    for (const saved of ends) {
      const past = log.slice(0, saved.events);
      const resumed = await continued(past, saved);
      expect(resumed.log).toEqual(whole);
      const { finished, step } = saved.checkpoint;
      const stages = [...finished.map(({ steps }) => steps), step];
      const skipped = stages.reduce((sum, steps, stage) => sum + steps * passesPerStep[stage]!, 0);
      expect(resumed.passes).toBe((await continued(past)).passes - skipped);
    }
  });
});

const storedArrays = (db: Database): Promise<number> => db.count('checkpointArrays');

const long = specWith({ training: { epochs: 120, batch: 2, patience: 0 } });
let wholeLong: unknown[];
beforeAll(async () => (wholeLong = withoutTimes(await runToEnd(long))));

/** A run that was stopped after some steps of its first training. */
async function stoppedInTraining(db: Database) {
  let stop = (): void => undefined;
  const lab = labWith(db, { registry: counting((passes) => passes === 20 && stop()) });
  const { id } = await lab.create(long, 'groups');
  stop = () => void lab.stop(id);
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('stopped');
  return { lab, id };
}

test('a stopped training is continued in another session, without drawing weights; its seconds are added', async () => {
  const db = await freshDatabase();
  const { id } = await stoppedInTraining(db);
  const training: TrainingKey = ['cycle', 3, 0, 0];
  const stored = (await readCheckpoint(db, { runId: id, training }))!;
  await saveCheckpoint(db, { runId: id, training }, { ...stored, seconds: EARLIER_SECONDS });
  const registry = counting();
  const lab = labWith(db, { registry });
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  expect(registry.drawn).toBe(1); // the second cycle only
  const log = await lab.log(id);
  expect(withoutTimes(log)).toEqual(wholeLong);
  const steps = log.reduce((sum, event) => sum + (event.type === 'trained' ? event.steps : 0), 0);
  expect(registry.passes).toBe(steps - stored.step);
  const seconds = log.flatMap((event) => (event.type === 'trained' ? event.seconds : []));
  expect(seconds[0]).toBeGreaterThan(EARLIER_SECONDS);
  expect(seconds[1]).toBeLessThan(EARLIER_SECONDS);
});

test('a checkpoint that does not fit is deleted: the training begins again', async () => {
  const db = await freshDatabase();
  const { lab, id } = await stoppedInTraining(db);
  const tensors = tf.memory().numTensors;
  const training: TrainingKey = ['cycle', 3, 0, 0];
  const { arrays, ...info } = (await readCheckpoint(db, { runId: id, training }))!;
  await saveCheckpoint(db, { runId: id, training }, { ...info, arrays: { ...arrays, learner: new Float32Array(3) } });
  await expect(lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).rejects.toMatchObject({ code: 'unfit' });
  expect(await storedArrays(db)).toBe(0);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  expect(withoutTimes(await lab.log(id))).toEqual(wholeLong);
});

test('a deleted run has no checkpoint, and gets none', async () => {
  const db = await freshDatabase();
  const { lab, id } = await stoppedInTraining(db);
  const training: TrainingKey = ['cycle', 3, 0, 0];
  const stored = (await readCheckpoint(db, { runId: id, training }))!;
  expect(await storedArrays(db)).toBeGreaterThan(0);
  await lab.deleteRun(id);
  expect(await storedArrays(db)).toBe(0);
  await saveCheckpoint(db, { runId: id, training }, stored);
  expect(await readCheckpoint(db, { runId: id, training })).toBeUndefined();
  expect(await storedArrays(db)).toBe(0);
});
