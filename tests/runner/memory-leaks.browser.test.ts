/**
 * Memory over a run on WebGPU, whose backend keeps spare buffers of every size until they are released. Ten cycles, since the
 * emulated adapter is slow; fifty on WASM (tests/runner/memory-leaks.whole.test.ts).
 */
import { afterAll, expect, test } from 'vitest';
import { wholeRegistry } from '../../src/runner/whole-registry.ts';
import { Rng } from '../../src/random/rng.ts';
import { Lab } from '../../src/runner/lab.ts';
import { inMemoryLocks } from '../../src/runner/control/locks.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { DatasetWriter } from '../../src/storage/datasets.ts';
import { chooseBackend, deviceLoss } from '../../src/tensor/choose-backend.ts';
import { memoryInUse } from '../../src/tensor/memory-leaks.ts';

const name = 'leaks';
afterAll(async () => {
  await chooseBackend('wasm');
  indexedDB.deleteDatabase(name);
});

/** A table of noise and a label. */
async function table() {
  const db = await openDatabase(name);
  const [count, size] = [80, 6];
  const rng = new Rng(1, 'table');
  const writer = new DatasetWriter(db, 'table', [size], 'float32', 64);
  await writer.add(Float32Array.from({ length: count * size }, () => rng.normal()));
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
  { timeout: 300_000 },
  async () => {
    const db = await table();
    const registry = wholeRegistry;
    const deps = {
      openDatabase: () => Promise.resolve(db),
      locks: inMemoryLocks(),
      chooseBackend,
      deviceLoss,
      registry,
    };
    const lab = new Lab({ ...deps, version: 'test' });
    expect((await lab.setBackend('webgpu')).name).toBe('webgpu');
    const spec = parseSpec({
      version: 2,
      dataset: { source: 'stored', id: 'table' },
      pool: { train: 50, validation: 10, test: 20 },
      initial: { size: 4 },
      query: { size: 1, cycles: 10 },
      model: { name: 'mlp', parameters: { width: 8, layers: 1 } },
      training: { epochs: 2, batch: 4 },
      arms: [{ strategy: 'core-set' }],
    });
    const { id } = await lab.create(spec, 'table');
    const seen: ReturnType<typeof memoryInUse>[] = [];
    await lab.start(
      id,
      { scope: 'run', delay: 0 },
      (message) => void (message.type === 'events' && seen.push(memoryInUse())),
    );
    expect(seen).toHaveLength(11);
    expect(new Set(seen.slice(1).map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]).toMatchObject({ tensors: 0, data: 0, bytes: 0 });
    db.close();
  },
);
