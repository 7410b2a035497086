/** Stored data sets: complete or absent, read in any order, deleted completely. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../src/protocol/problem.ts';
import {
  chunkSizeFor,
  DatasetWriter,
  deleteDataset,
  findDataset,
  getDataset,
  getLabels,
  withImportLock,
  listDatasets,
  datasetSizes,
  deleteOrphanedChunks,
} from '../../src/storage/datasets.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';
import { freshDatabase, infoOf, storeDataset } from '../support/database-fixtures.ts';

afterEach(() => vi.restoreAllMocks());

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('a data set', () => {
  it('is read back unchanged, for any sizes of blocks and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('uint8' as const, 'float32' as const),
        async (count, chunkSize, block, dtype) => {
          const db = await freshDatabase();
          const info = infoOf('d', count, { chunkSize, dtype, shape: [2] });
          await storeDataset(db, info, block);
          const values = await new SampleReader(db, info).read(upTo(count));
          expect(values).toBeInstanceOf(dtype === 'uint8' ? Uint8Array : Float32Array);
          const expected = upTo(2 * count).map((k) => 10 * Math.floor(k / 2) + (k % 2));
          expect([...values]).toEqual(dtype === 'uint8' ? expected.map((one) => one % 256) : expected);
          expect(await db.count('chunks')).toBe(Math.ceil(count / chunkSize));
          db.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stores each chunk at the time of writing, though the writer reuses one array', async () => {
    const db = await freshDatabase();
    await storeDataset(db, infoOf('d', 12, { chunkSize: 4, shape: [1] }));
    const chunks = await db.getAll('chunks');
    expect(chunks.map((chunk) => chunk[0])).toEqual([0, 40, 80]);
  });

  it('does not exist before its writer has finished, and leaves nothing when it is discarded', async () => {
    const db = await freshDatabase();
    const writer = new DatasetWriter(db, 'd', [1], 'uint8', 2);
    await writer.add(Uint8Array.of(1, 2, 3));
    expect(await listDatasets(db)).toEqual([]);
    expect(await db.count('chunks')).toBe(1);
    await writer.discard();
    for (const name of ['chunks', 'labels', 'names', 'datasets'] as const) expect(await db.count(name)).toBe(0);
  });

  it('is refused where its record does not match the written samples', async () => {
    const db = await freshDatabase();
    const writer = new DatasetWriter(db, 'd', [3], 'float32', 4);
    await writer.add(new Float32Array(9));
    await expect(writer.finish(infoOf('d', 4), new Int32Array(4))).rejects.toThrow('3 samples and 4 labels');
    await expect(writer.finish(infoOf('d', 3), new Int32Array(2))).rejects.toThrow('3 samples and 2 labels');
    expect(await findDataset(db, 'd')).toBeUndefined();
  });

  it('holds a million labels', async () => {
    const db = await freshDatabase();
    const count = 1_000_000;
    const writer = new DatasetWriter(db, 'd', [1], 'uint8', 65_536);
    await writer.add(new Uint8Array(count));
    const labels = Int32Array.from({ length: count }, (_, i) => i % 7);
    await writer.finish(infoOf('d', count, { shape: [1], dtype: 'uint8', chunkSize: 65_536 }), labels);
    const back = await getLabels(db, 'd');
    expect(Buffer.compare(Buffer.from(back.buffer), Buffer.from(labels.buffer))).toBe(0);
  });

  it('is deleted completely, and others are not', async () => {
    const db = await freshDatabase();
    for (const id of ['a', 'ab', 'b']) await storeDataset(db, infoOf(id, 6));
    await deleteDataset(db, 'a');
    expect((await listDatasets(db)).map((one) => one.id)).toEqual(['ab', 'b']);
    expect(await db.count('chunks')).toBe(4);
    expect(await db.count('labels')).toBe(2);
    await expect(getDataset(db, 'a')).rejects.toMatchObject({ code: 'missing' });
    expect((await getLabels(db, 'a')).length).toBe(0);
  });

  it('has a size in bytes', async () => {
    const db = await freshDatabase();
    await storeDataset(db, infoOf('small', 2));
    await storeDataset(db, infoOf('large', 20));
    expect(await datasetSizes(db)).toEqual([
      { id: 'large', name: 'Data large', bytes: 240 },
      { id: 'small', name: 'Data small', bytes: 24 },
    ]);
  });
});

describe('cleaning up', () => {
  it('deletes chunks of closed tabs, not those of stored or locked data sets', async () => {
    const db = await freshDatabase();
    await storeDataset(db, infoOf('kept', 9));
    for (const id of ['stray', 'zombie', 'busy']) {
      const writer = new DatasetWriter(db, id, [1], 'uint8', 2);
      await writer.add(Uint8Array.of(1, 2, 3, 4, 5));
    }
    expect((await deleteOrphanedChunks(db, new Set(['busy']))).sort()).toEqual(['stray', 'zombie']);
    const left = new Set((await db.getAllKeys('chunks')).map(([id]) => id));
    expect([...left].sort()).toEqual(['busy', 'kept']);
    expect(await deleteOrphanedChunks(db, new Set(['busy']))).toEqual([]);
  });
});

describe('chunks', () => {
  it('are half a megabyte or one sample, in powers of two', () => {
    expect(chunkSizeFor(784)).toBe(512);
    expect(chunkSizeFor(3072)).toBe(128);
    expect(chunkSizeFor(8)).toBe(65_536);
    expect(chunkSizeFor(1)).toBe(65_536);
    expect(chunkSizeFor(5e6)).toBe(1);
  });
});

describe('samples', () => {
  it('are read repeatedly in the requested order, with a cache too small for two chunks', async () => {
    const db = await freshDatabase();
    const info = infoOf('d', 23, { shape: [1] });
    await storeDataset(db, info);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(22), { maxLength: 30 }),
        fc.constantFrom(0, 20, 40, 1e6),
        async (indices, limit) => {
          expect([...(await new SampleReader(db, info, limit).read(indices))]).toEqual(indices.map((i) => 10 * i));
        },
      ),
    );
  });

  it('are cached up to the limit; the least recently used chunk is removed first', async () => {
    const db = await freshDatabase();
    const info = infoOf('d', 16, { shape: [1] }); // chunks of 16 bytes
    await storeDataset(db, info);
    const samples = new SampleReader(db, info, 32);
    const get = vi.spyOn(IDBObjectStore.prototype, 'get');
    const fetched = async (index: number): Promise<boolean> => {
      get.mockClear();
      await samples.read([index]);
      return get.mock.calls.length > 0;
    };
    expect(await fetched(0)).toBe(true);
    expect(await fetched(4)).toBe(true);
    expect(await fetched(1)).toBe(false);
    expect(await fetched(8)).toBe(true); // removes 4 … 7
    expect(await fetched(2)).toBe(false);
    expect(await fetched(5)).toBe(true); // removes 8 … 11
    expect(await fetched(3)).toBe(false);
    expect(await fetched(9)).toBe(true);
  });

  it('requested at the same time are read once, and counted once in the cache', async () => {
    const db = await freshDatabase();
    const info = infoOf('d', 16, { shape: [1] });
    await storeDataset(db, info);
    const samples = new SampleReader(db, info, 32);
    const get = vi.spyOn(IDBObjectStore.prototype, 'get');
    await Promise.all([0, 1, 2, 3].map((index) => samples.read([index])));
    expect(get).toHaveBeenCalledTimes(1);
    await samples.read([4]); // both chunks fit, so none was counted twice
    get.mockClear();
    await samples.read([0, 4]);
    expect(get).not.toHaveBeenCalled();
  });

  it('that do not exist are an error, not zeros', async () => {
    const db = await freshDatabase();
    const info = infoOf('d', 6);
    await storeDataset(db, info);
    for (const wrong of [-1, 6, 7, NaN])
      await expect(new SampleReader(db, info).read([0, wrong])).rejects.toThrow(RangeError);
  });

  it('of a data set that was deleted meanwhile are a problem that names it', async () => {
    const db = await freshDatabase();
    const info = infoOf('d', 6);
    await storeDataset(db, info);
    await deleteDataset(db, 'd');
    const error = await new SampleReader(db, info).read([0]).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code).toBe('missing');
    expect((error as Problem).message).toContain('Data d');
  });

  it('are normalised column by column', async () => {
    const db = await freshDatabase();
    const info = infoOf('d', 5, { scale: { mean: [1, 2, 3], std: [1, 2, 4] } });
    await storeDataset(db, info);
    expect([...(await new SampleReader(db, info).normalised([2]))]).toEqual([19, 9.5, 4.75]);
  });

  it('are normalised channel by channel, of values over 255', async () => {
    const db = await freshDatabase();
    const scale = { mean: [0.1, 0.2, 0.3], std: [0.5, 0.25, 0.2] };
    const info = infoOf('d', 4, { kind: 'image', shape: [1, 2, 3], dtype: 'uint8', scale });
    await storeDataset(db, info);
    const values = await new SampleReader(db, info).normalised([3]);
    const stored = [30, 31, 32, 33, 34, 35];
    stored.forEach((value, k) =>
      expect(values[k]).toBeCloseTo((value / 255 - scale.mean[k % 3]!) / scale.std[k % 3]!, 5),
    );
  });

  it('of one channel too, and a constant channel is only centred', async () => {
    const db = await freshDatabase();
    const grey = infoOf('g', 4, {
      kind: 'image',
      shape: [1, 3, 1],
      dtype: 'uint8',
      scale: { mean: [0.1], std: [0.5] },
    });
    await storeDataset(db, grey);
    expect((await new SampleReader(db, grey).normalised([1]))[2]).toBeCloseTo((12 / 255 - 0.1) / 0.5, 6);
    const flat = infoOf('f', 4, { scale: { mean: [10, 11, 12], std: [0, 0, 0] } });
    await storeDataset(db, flat);
    expect([...(await new SampleReader(db, flat).normalised([1]))]).toEqual([0, 0, 0]);
  });
});

describe('the import lock', () => {
  it('is optional where the browser has no locks, and passes errors on', async () => {
    expect(await withImportLock('x', undefined, () => Promise.resolve(3))).toBe(3);
    await expect(withImportLock('x', undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
