/** Methods that continue from the cycle before: what they keep is stored with the run, resumed from, trained again, and swept. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/protocol/events.ts';
import { checkpointRange } from '../../src/storage/checkpoints.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import * as tf from '../../src/tensor/tf.ts';
import { outputDiscrepancy } from '../../src/training/tod/output-discrepancy.ts';
import type { TrainingMethod } from '../../src/training/training-method.ts';
import type { Database } from '../../src/storage/database.ts';
import { freshDatabase, ignoreMessages, labWith, realRegistry, specOf, withoutTimes } from '../support/test-lab.ts';

const labOf = (db: Database) => labWith(db, { chooseBackend: () => chooseBackend('wasm') });

const training = { method: 'tod', steps: 6, batch: 4, learningRate: 0.05, parameters: { weight: 0.3 } };
const spec = specOf({
  ...{ seeds: [1, 2], query: { size: 3, cycles: 3 } },
  arms: [{ strategy: 'tod', training }, { strategy: 'random' }, { strategy: 'entropy', training }],
});

const keptKeys = async (db: Database, id: string) =>
  (await db.getAllKeys('checkpoints', checkpointRange(id, 'previous'))).map((key) => key.slice(2));

async function uninterrupted(): Promise<LogEvent[]> {
  const db = await freshDatabase();
  const lab = labOf(db);
  const { id } = await lab.create(spec, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  expect(await db.count('checkpoints')).toBe(0);
  expect(await db.count('checkpointArrays')).toBe(0);
  return lab.log(id);
}

/** Cycle by cycle, each in a new tab. @param between done in the storage between two cycles */
async function cycleByCycle(between: (db: Database, id: string) => Promise<unknown>): Promise<LogEvent[]> {
  const db = await freshDatabase();
  const { id } = await labOf(db).create(spec, 'groups');
  for (;;) {
    const lab = labOf(db);
    const outcome = await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
    if (outcome === 'finished') return lab.log(id);
    await between(db, id);
  }
}

test('the log is the same in one call, cycle by cycle in new tabs, and where what was kept is gone', async () => {
  const whole = withoutTimes(await uninterrupted());
  const seen: unknown[] = [];
  const resumed = await cycleByCycle(async (db, id) => seen.push(await keptKeys(db, id)));
  expect(withoutTimes(resumed)).toEqual(whole);
  // seed, arm and cycle: of the last training of each arm that continues, of the present seed alone
  const kept = (seed: number, cycle: number) => [0, 2].map((arm) => [seed, arm, cycle]);
  expect(seen).toEqual([...[0, 1, 2, 3].map((cycle) => kept(1, cycle)), ...[0, 1, 2].map((cycle) => kept(2, cycle))]);
  const forgetful = await cycleByCycle((db) =>
    db.use(async (connection) => {
      await connection.clear('checkpoints');
      await connection.clear('checkpointArrays');
    }),
  );
  expect(withoutTimes(forgetful)).toEqual(whole);
});

test('what is stored is what the next cycle continues from', async () => {
  const whole = await uninterrupted();
  const changed = await cycleByCycle((db, id) =>
    db.use(async (connection) => {
      for (const key of await connection.getAllKeys('checkpointArrays', checkpointRange(id, 'previous')))
        await connection.put(
          'checkpointArrays',
          (await connection.get('checkpointArrays', key))!.map((one) => one + 1),
          key,
        );
    }),
  );
  const losses = (log: readonly LogEvent[]) => log.flatMap((event) => (event.type === 'trained' ? [[event.cycle, event.arm, event.loss]] : [])); // prettier-ignore
  const differ = losses(changed).filter((one, i) => one[2] !== losses(whole)[i]![2]);
  // every training but those of the first cycle and of the supervised arm
  expect(new Set(differ.map(([cycle, arm]) => `${cycle} ${arm}`))).toEqual(new Set(['1 0', '1 2', '2 0', '2 2', '3 0', '3 2'])); // prettier-ignore
});

test('the first query is random, later ones are by a discrepancy above zero; supervised arms keep nothing', async () => {
  const log = await uninterrupted();
  for (const event of log)
    if (event.type === 'queried' && event.arm === 0)
      expect(Math.min(...event.scores) > 0, `cycle ${event.cycle}`).toBe(event.cycle > 0);
});

test('a replay of a later cycle trains the same learner, and a deleted run keeps nothing', async () => {
  const db = await freshDatabase();
  const lab = labOf(db);
  const { id } = await lab.create(spec, 'groups');
  const scope = { scope: 'cycle', delay: 0 } as const;
  for (let cycle = 0; cycle < 3; cycle++) await lab.start(id, scope, ignoreMessages);
  const step = { runId: id, key: { seed: 1, cycle: 1, arm: 0 } };
  const { loggedLearner } = await lab.embedPool(step, ignoreMessages, new AbortController().signal);
  expect(loggedLearner).toBe(true);
  expect(await db.count('checkpoints')).toBe(2);
  await lab.deleteRun(id);
  expect(await db.count('checkpoints')).toBe(0);
  expect(await db.count('checkpointArrays')).toBe(0);
});

test('leaves no tensors', async () => {
  expect(await leaksOf(async () => void (await uninterrupted()))).toMatchObject({ tensors: 0 });
});

test('a cycle after one whose weights are finite and outputs are not begins from initial weights, in a run and in a replay', async () => {
  const begun: boolean[] = [];
  const overflowing: TrainingMethod = {
    ...outputDiscrepancy,
    async fit(inputs, control) {
      begun.push(inputs.previous !== undefined);
      const fitted = await outputDiscrepancy.fit(inputs, control);
      // in the second cycle
      if (begun.length % 3 === 2) for (const one of inputs.network.variables) one.assign(tf.fill(one.shape, 3e38));
      return fitted;
    },
  };
  const trainings = realRegistry.trainings.map((one) => (one.about.name === 'tod' ? overflowing : one));
  const db = await freshDatabase();
  const lab = labWith(db, { registry: { ...realRegistry, trainings } });
  const short = specOf({ seeds: [1], query: { size: 3, cycles: 2 }, arms: [{ strategy: 'tod', training }] });
  const { id } = await lab.create(short, 'groups');
  expect(await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages)).toBe('finished');
  const measured = (await lab.log(id)).flatMap((event) => (event.type === 'measured' ? [event.diverged] : []));
  expect(measured).toEqual([undefined, 'outputs', undefined]);
  expect(begun).toEqual([false, true, false]);
  const step = { runId: id, key: { seed: 1, cycle: 2, arm: 0 } };
  await lab.embedPool(step, ignoreMessages, new AbortController().signal);
  expect(begun.slice(3)).toEqual([false, true, false]);
});
