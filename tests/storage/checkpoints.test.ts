/** Checkpoints of learners: one per run, replaced as a whole, deleted when the log grows and with the run. */
import { expect, test } from 'vitest';
import {
  readCheckpoint,
  saveCheckpoint,
  type StoredCheckpoint,
  type TrainingKey,
} from '../../src/storage/checkpoints.ts';
import { appendEvents, deleteRun } from '../../src/storage/runs.ts';
import type { RunInfo } from '../../src/protocol/events.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { freshDatabase } from '../support/database-fixtures.ts';

const spec = parseSpec({
  version: 2,
  dataset: { source: 'built-in', name: 'two-moons' },
  model: { name: 'mlp' },
  arms: [{ strategy: 'random' }],
});

const run = (id: string): RunInfo => ({
  ...{ id, name: id, spec, dataset: { id: 'd', name: 'Data' }, created: 0, updated: 0 },
  ...{ finished: false, stepsDone: 0, stepsTotal: 9, backend: { name: 'wasm', adapter: 'SIMD' } },
});

/** Runs that are stored with their first event. */
async function databaseWith(...ids: string[]) {
  const db = await freshDatabase();
  for (const id of ids) await appendEvents(db, run(id), 0, [{ type: 'finished', time: 0 }]);
  return db;
}

const cycle: TrainingKey = ['cycle', 1, 2, 0];
const reference: TrainingKey = ['reference', 1];

const checkpoint = (step: number, arrays: StoredCheckpoint['arrays'] = {}): StoredCheckpoint => ({
  ...{ step, seconds: 1.5, arrays },
  finished: [{ steps: 7, epochs: 2, bestEpoch: 1, loss: NaN, validationAccuracy: null }],
});

test('a checkpoint comes back as it was saved, with arrays longer than a piece and without values', async () => {
  const db = await databaseWith('a');
  const arrays = {
    learner: Float32Array.from({ length: 2_500_000 }, (_, i) => i / 7),
    'learner slots': new Float32Array(0),
    'validation/evaluation': Float64Array.of(1, NaN, Infinity, -0),
  };
  await saveCheckpoint(db, { runId: 'a', training: cycle }, checkpoint(3, arrays));
  expect(await readCheckpoint(db, { runId: 'a', training: cycle })).toEqual(checkpoint(3, arrays));
});

test('the next checkpoint of a run replaces all of the one before, and no other run’s', async () => {
  const db = await databaseWith('a', 'ab');
  const weights = { learner: new Float32Array(3) };
  await saveCheckpoint(db, { runId: 'ab', training: cycle }, checkpoint(1, weights));
  await saveCheckpoint(db, { runId: 'a', training: reference }, checkpoint(2, { ...weights, critic: weights.learner }));
  await saveCheckpoint(db, { runId: 'a', training: cycle }, checkpoint(3, weights));
  expect(await readCheckpoint(db, { runId: 'a', training: reference })).toBeUndefined();
  expect(await readCheckpoint(db, { runId: 'a', training: cycle })).toEqual(checkpoint(3, weights));
  expect(await readCheckpoint(db, { runId: 'ab', training: cycle })).toEqual(checkpoint(1, weights));
  expect(await db.count('checkpointArrays')).toBe(2);
});

test.each(['append', 'delete'] as const)('%s: the run’s checkpoint is deleted, and no other run’s', async (action) => {
  const db = await databaseWith('a', 'ab');
  for (const runId of ['a', 'ab'])
    await saveCheckpoint(db, { runId, training: cycle }, checkpoint(1, { learner: new Float32Array(3) }));
  if (action === 'append') await appendEvents(db, run('a'), 1, [{ type: 'finished', time: 0 }]);
  else await deleteRun(db, 'a');
  expect(await readCheckpoint(db, { runId: 'a', training: cycle })).toBeUndefined();
  expect(await readCheckpoint(db, { runId: 'ab', training: cycle })).toBeDefined();
  expect(await db.count('checkpoints')).toBe(1);
  expect(await db.count('checkpointArrays')).toBe(1);
});

test('a log that cannot grow keeps the checkpoint', async () => {
  const db = await databaseWith('a');
  await saveCheckpoint(db, { runId: 'a', training: cycle }, checkpoint(1));
  await expect(appendEvents(db, run('a'), 0, [{ type: 'finished', time: 0 }])).rejects.toMatchObject({ code: 'busy' });
  expect(await readCheckpoint(db, { runId: 'a', training: cycle })).toBeDefined();
});
