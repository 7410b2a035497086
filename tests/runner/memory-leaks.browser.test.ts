/**
 * Memory over a run on WebGPU, which keeps buffers of every size that was ever asked for unless they are given back. Ten
 * cycles, for the emulated adapter is slow; fifty are run on WASM (tests/runner/memory-leaks.test.ts).
 */
import { afterAll, expect, test } from 'vitest';
import { Draws } from '../../src/random/rng.ts';
import { Lab } from '../../src/runner/lab.ts';
import { localLocks } from '../../src/runner/control/locks.ts';
import { models } from '../../src/models/index.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { DatasetWriter } from '../../src/storage/datasets.ts';
import { strategies } from '../../src/strategies/index.ts';
import { chooseBackend, deviceLoss } from '../../src/tensor/choose-backend.ts';
import { held } from '../../src/tensor/memory-leaks.ts';
import { trainings } from '../../src/training/index.ts';

const name = 'leaks';
afterAll(async () => {
  await chooseBackend('wasm');
  indexedDB.deleteDatabase(name);
});

/** A table of noise and a label. */
async function table() {
  const db = await openDatabase(name);
  const [count, size] = [80, 6];
  const draws = new Draws(1, 'table');
  const writer = new DatasetWriter(db, 'table', [size], 'float32', 64);
  await writer.add(Float32Array.from({ length: count * size }, () => draws.normal()));
  await writer.finish(
    {
      ...{ id: 'table', name: 'Table', kind: 'table', shape: [size], dtype: 'float32', classes: ['one', 'other'] },
      ...{ count, testCount: 0, labelledCount: count, chunkSize: 64, bytes: 4 * count * size, created: 0 },
      ...{ scale: { mean: Array(size).fill(0), std: Array(size).fill(1) }, source: { kind: 'files', files: [] } },
    },
    Int32Array.from({ length: count }, (_, i) => i % 2),
  );
  return db;
}

test(
  'tensors, their bytes and the GPU’s buffers are the same after one cycle and after ten',
  { timeout: 90_000 },
  async () => {
    const db = await table();
    const means = { strategies, models, trainings };
    const ground = { open: () => Promise.resolve(db), locks: localLocks(), chooseBackend, deviceLoss, means };
    const lab = new Lab({ ...ground, version: 'test' });
    expect((await lab.backend('webgpu')).name).toBe('webgpu');
    const spec = parseSpec({
      version: 1,
      dataset: { source: 'stored', id: 'table' },
      pool: { train: 50, validation: 10, test: 20 },
      initial: { size: 4 },
      query: { size: 1, cycles: 10 },
      model: { name: 'mlp', parameters: { width: 8, layers: 1 } },
      training: { epochs: 2, batch: 4 },
      arms: [{ strategy: 'core-set' }],
    });
    const { id } = await lab.create(spec, 'table');
    const seen: ReturnType<typeof held>[] = [];
    await lab.start(id, 'run', 0, (message) => void (message.type === 'events' && seen.push(held())));
    expect(seen).toHaveLength(11);
    expect(new Set(seen.slice(1).map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]).toMatchObject({ tensors: 0, data: 0, bytes: 0 });
    db.close();
  },
);
