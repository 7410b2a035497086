/** The store on a real IndexedDB: what is cloned when, a full quota, and two tabs that make one data set at once. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { generateDataset } from '../../src/datasets/generators/index.ts';
import type { RunInfo } from '../../src/protocol/events.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { DatasetWriter, findDataset, getLabels, withImportLock, listDatasets } from '../../src/storage/datasets.ts';
import { appendEvents, getRun, readLog } from '../../src/storage/runs.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';

const opened: Database[] = [];
let made = 0;

async function fresh(name = `store-test-${Date.now()}-${++made}`): Promise<Database> {
  const db = await openDatabase(name);
  opened.push(db);
  return db;
}

afterEach(() => {
  vi.restoreAllMocks();
  const names = new Set(opened.map((db) => db.name));
  for (const db of opened.splice(0)) db.close();
  for (const name of names) indexedDB.deleteDatabase(name);
});

const quiet = { onProgress: () => undefined };
const recipe = { name: 'strokes', size: 1500, seed: 1, testSize: 0 };

/** Lets a few puts through, then fails like a browser whose quota is used up. */
function fillQuotaAfter(puts: number): void {
  const put = IDBObjectStore.prototype.put;
  let left = puts;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (left-- > 0) return put.call(this, value, key);
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  });
}

describe('a data set', () => {
  it('comes back as generated from chunks that one array was written through', async () => {
    const db = await fresh();
    const info = await generateDataset(recipe, db, quiet);
    expect(await db.count('chunks')).toBe(3);
    const all = await new SampleReader(db, info).read(Array.from({ length: 1500 }, (_, i) => i));
    // the chunks differ from each other, and each sample is the one that a smaller set has too
    const small = await generateDataset({ ...recipe, size: 600 }, db, quiet);
    const some = await new SampleReader(db, small).read([0, 511, 512, 599]);
    for (const [k, i] of [0, 511, 512, 599].entries())
      expect(all.subarray(i * 784, (i + 1) * 784).join() === some.subarray(k * 784, (k + 1) * 784).join()).toBe(true);
  });

  it('that does not fit any more is a problem with a way out, and leaves nothing behind', async () => {
    const db = await fresh();
    fillQuotaAfter(2);
    await expect(generateDataset(recipe, db, quiet)).rejects.toMatchObject({ code: 'full' });
    vi.restoreAllMocks();
    expect(await db.count('chunks')).toBe(0);
    expect(await listDatasets(db)).toEqual([]);
    await generateDataset(recipe, db, quiet); // and once there is room again, it works
  });

  it('whose last write fails does not exist', async () => {
    const db = await fresh();
    const writer = new DatasetWriter(db, 'd', [1], 'uint8', 2);
    await writer.add(Uint8Array.of(1, 2));
    const info = { ...(await infoLike(db)), id: 'd', count: 2 };
    fillQuotaAfter(1); // the labels go in, the record does not
    await expect(writer.finish(info, Int32Array.of(0, 1))).rejects.toMatchObject({ code: 'full' });
    vi.restoreAllMocks();
    expect(await findDataset(db, 'd')).toBeUndefined();
    expect((await getLabels(db, 'd')).length).toBe(0);
  });

  it('made by two tabs at once is made by one of them, and whole for both', async () => {
    const one = await fresh();
    const other = await fresh(one.name);
    const adds = vi.spyOn(IDBObjectStore.prototype, 'put');
    const [first, second] = await Promise.all([
      generateDataset(recipe, one, quiet),
      generateDataset(recipe, other, quiet),
    ]);
    expect(second).toEqual(first);
    expect(adds.mock.calls.length).toBe(3 + 2); // chunks, labels and record, once
  });

  it('that waits for another tab can be called off', async () => {
    const stop = new AbortController();
    let release = (): void => undefined;
    let first = Promise.resolve();
    await new Promise<void>((begun) => {
      first = withImportLock('x', undefined, () => {
        begun();
        return new Promise<void>((resolve) => (release = resolve));
      });
    });
    const second = withImportLock('x', stop.signal, () => Promise.resolve());
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    release();
    await first;
  });
});

async function infoLike(db: Database) {
  return generateDataset({ name: 'circles', size: 10, seed: 1, testSize: 0 }, db, quiet).then((info) => ({ ...info }));
}

describe('a run', () => {
  const run: RunInfo = {
    id: 'r',
    name: 'Run',
    spec: parseSpec({
      version: 1,
      dataset: { source: 'built-in', name: 'circles' },
      model: { name: 'mlp' },
      arms: [{ strategy: 'random' }],
    }),
    dataset: { id: 'd', name: 'Data' },
    created: 0,
    updated: 0,
    finished: false,
    stepsDone: 0,
    stepsTotal: 9,
    backend: { name: 'wasm', adapter: 'SIMD' },
  };
  const finished = { type: 'finished' as const, time: 0 };

  it('keeps what it had when the quota is full, record and log', async () => {
    const db = await fresh();
    await appendEvents(db, run, 0, [finished]);
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    });
    await expect(appendEvents(db, { ...run, stepsDone: 5 }, 1, [finished])).rejects.toMatchObject({ code: 'full' });
    vi.restoreAllMocks();
    expect((await getRun(db, 'r')).stepsDone).toBe(0);
    expect((await readLog(db, 'r')).length).toBe(1);
  });

  it('written by two tabs at once has one history', async () => {
    const one = await fresh();
    const other = await fresh(one.name);
    await appendEvents(one, run, 0, [finished]);
    const tries = await Promise.allSettled([
      appendEvents(one, { ...run, stepsDone: 1 }, 1, [{ type: 'finished', time: 1 }]),
      appendEvents(other, { ...run, stepsDone: 2 }, 1, [{ type: 'finished', time: 2 }]),
    ]);
    const won = tries.findIndex((result) => result.status === 'fulfilled');
    const lost = tries[1 - won];
    expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'busy' } });
    expect((await getRun(one, 'r')).stepsDone).toBe(won + 1);
    expect(await readLog(one, 'r')).toEqual([finished, { type: 'finished', time: won + 1 }]);
  });
});
