/** Memory over a long run: fifty whole cycles of a small network use no more memory than one. */
import { expect, test, vi } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { DatasetWriter } from '../../src/storage/datasets.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { memoryInUse } from '../../src/tensor/memory-leaks.ts';
import { labWith, specOf } from '../support/test-lab.ts';

vi.setConfig({ testTimeout: 90_000 });

const SIDE = 16;
/** Bright and dark pictures with noise in them. */
async function pictures(count: number): Promise<Database> {
  const db = await openDatabase('pictures');
  const rng = new Rng(1, 'pictures');
  const shape = [SIDE, SIDE, 1];
  const writer = new DatasetWriter(db, 'pictures', shape, 'float32', 64);
  await writer.add(
    Float32Array.from({ length: count * SIDE * SIDE }, (_, at) => rng.normal() + (Math.floor(at / SIDE ** 2) % 2)),
  );
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  await writer.finish(
    {
      ...{ id: 'pictures', name: 'Pictures', kind: 'image', shape, dtype: 'float32', classes: ['dark', 'bright'] },
      ...{ count, testCount: 0, labelledCount: count, chunkSize: 64, scale: { mean: [0.5], std: [1.1] } },
      ...{ bytes: 4 * count * SIDE * SIDE, created: 0, source: { kind: 'files', files: [] } },
    },
    labels,
  );
  return db;
}

test('tensors, their bytes and the backend’s memory are the same after one cycle and after fifty', async () => {
  const lab = labWith(await pictures(110), { chooseBackend: () => chooseBackend('wasm') });
  const spec = specOf({
    dataset: { source: 'stored', id: 'pictures' },
    pool: { train: 70, validation: 10, test: 20 },
    initial: { size: 4 },
    query: { size: 1, cycles: 50 },
    model: { name: 'cnn-small' },
    training: { epochs: 2, batch: 8, learningRate: 0.01, augmentation: 'flip-crop' },
    arms: [{ strategy: 'core-set' }],
    seeds: [1],
    reference: true,
  });
  const { id } = await lab.create(spec, 'pictures');
  const seen: ReturnType<typeof memoryInUse>[] = [];
  await lab.start(id, { scope: 'run', delay: 0 }, (message) => {
    if (message.type === 'events') seen.push(memoryInUse());
  });
  expect(seen).toHaveLength(52);
  const [first] = seen;
  expect(first).toMatchObject({ tensors: 0, data: 0, bytes: 0 });
  for (const one of seen) expect(one).toMatchObject({ tensors: 0, data: 0, bytes: 0 });
  // the memory grows to what the largest step needs, once, and then no more
  expect(first!.taken).toBeGreaterThan(0);
  expect(new Set(seen.slice(2).map((one) => one.taken)).size).toBe(1);
});
