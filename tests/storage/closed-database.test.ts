/** A browser that closes the database under the page: reads and writes open it again, and lose nothing. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogEvent, RunInfo } from '../../src/protocol/events.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { addPiece, deleteAsset, listAssets, readAsset, saveAsset } from '../../src/storage/assets.ts';
import { deleteCheckpoints, readCheckpoint, saveCheckpoint } from '../../src/storage/checkpoints.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import {
  DatasetWriter,
  deleteDataset,
  deleteOrphanedChunks,
  findDataset,
  getLabels,
  listDatasets,
} from '../../src/storage/datasets.ts';
import { appendEvents, deleteRun, listRuns, readLog } from '../../src/storage/runs.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';
import { assetOf } from '../support/asset-fixtures.ts';
import { freshDatabase, infoOf, storeDataset } from '../support/database-fixtures.ts';

afterEach(() => vi.restoreAllMocks());

const run: RunInfo = {
  id: 'r',
  name: 'Run',
  spec: parseSpec({
    version: 2,
    dataset: { source: 'built-in', name: 'two-moons' },
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
const event = (time: number): LogEvent => ({ type: 'finished', time });
const training = { runId: 'r', training: ['cycle', 1, 0, 0] } as const;
const checkpoint = { step: 3, finished: [], seconds: 1, arrays: { weights: Float32Array.of(1, 2) } };

/** The browser closes the connection before the next transaction. */
function closeBeforeNext(): void {
  const transaction = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (this: IDBDatabase, stores, mode) {
    this.close();
    return transaction.call(this, stores, mode);
  });
}

/** The browser ends the next transaction after its requests were made, as it does when it clears a site's storage. */
function abortNext(): void {
  const transaction = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (this: IDBDatabase, stores, mode) {
    const begun = transaction.call(this, stores, mode);
    setTimeout(() => {
      try {
        begun.abort();
      } catch {
        // its last request was answered already
      }
    });
    return begun;
  });
}

async function filled(): Promise<Database> {
  const db = await freshDatabase();
  await storeDataset(db, infoOf('d', 10));
  await appendEvents(db, run, 0, [event(0)]);
  await saveAsset(db, assetOf({}), { weights: Float32Array.of(1, 2, 3) });
  await saveCheckpoint(db, training, checkpoint);
  return db;
}

const work: Record<string, (db: Database) => Promise<unknown>> = {
  'the list of data sets': (db) => listDatasets(db),
  labels: (db) => getLabels(db, 'd'),
  samples: async (db) => new SampleReader(db, (await findDataset(db, 'd'))!).read([0, 9]),
  'a data set that is deleted': async (db) => [await deleteDataset(db, 'd'), await listDatasets(db)],
  'the clean-up': (db) => deleteOrphanedChunks(db, new Set()),
  'a data set that is written': async (db) => [await storeDataset(db, infoOf('e', 9)), await listDatasets(db)],
  'the list of runs': (db) => listRuns(db),
  'a log that grows': async (db) => [await appendEvents(db, run, 1, [event(1)]), await readLog(db, 'r')],
  'a run that is deleted': async (db) => [await deleteRun(db, 'r'), await listRuns(db), await readLog(db, 'r')],
  'an asset': (db) => readAsset(db, 'a'),
  'an asset that is written': async (db) => {
    await addPiece(db, assetOf({}, { done: 2 }), { array: 'more', n: 0, values: Float32Array.of(4) });
    return readAsset(db, 'a');
  },
  'an asset that is deleted': async (db) => [await deleteAsset(db, 'a'), await listAssets(db)],
  'a checkpoint': (db) => readCheckpoint(db, training),
  'a checkpoint that is written': async (db) => [
    await saveCheckpoint(db, training, { ...checkpoint, step: 4 }),
    await readCheckpoint(db, training),
  ],
  'a checkpoint that is deleted': async (db) => [await deleteCheckpoints(db, 'r'), await readCheckpoint(db, training)],
};

describe('on a database that the browser closed', () => {
  it.each(Object.entries(work))('before it: %s', async (_, use) => {
    const undisturbed = await use(await filled());
    const db = await filled();
    const told = vi.fn();
    db.onReopened = told;
    closeBeforeNext();
    expect(await use(db)).toEqual(undisturbed);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it.each(Object.entries(work).filter(([name]) => /deleted|an asset|a checkpoint$/.test(name)))(
    'during it: %s',
    async (_, use) => {
      const undisturbed = await use(await filled());
      const db = await filled();
      abortNext();
      expect(await use(db)).toEqual(undisturbed);
    },
  );
});

it('calls that lose one connection wait for the same new one', async () => {
  const db = await filled();
  const opened = vi.spyOn(indexedDB, 'open');
  closeBeforeNext();
  const all = await Promise.all(Array.from({ length: 8 }, () => readLog(db, 'r')));
  expect(new Set(all.map((log) => log.length))).toEqual(new Set([1]));
  expect(opened).toHaveBeenCalledTimes(1);
});

it('a database that does not stay open is a problem that says so', async () => {
  const db = await filled();
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('The database connection is closing.', 'InvalidStateError');
  });
  await expect(readLog(db, 'r')).rejects.toMatchObject({
    code: 'missing',
    message: "The browser has closed this page's storage.",
  });
});

describe('a browser that has cleared the storage', () => {
  const clear = async (db: Database): Promise<void> => {
    closeBeforeNext();
    await listRuns(db);
    for (const id of ['r']) await deleteRun(db, id);
    await deleteDataset(db, 'd');
  };

  it('is named by the run that cannot go on', async () => {
    const db = await filled();
    await clear(db);
    await expect(appendEvents(db, run, 1, [event(1)])).rejects.toMatchObject({
      code: 'missing',
      message: "The browser has cleared this page's storage, and the run “Run” with it.",
    });
  });

  it('leaves no data set without its first chunks', async () => {
    const db = await freshDatabase();
    const info = infoOf('d', 10);
    const writer = new DatasetWriter(db, 'd', info.shape, info.dtype, info.chunkSize);
    await writer.add(Float32Array.from({ length: 18 }, (_, i) => i));
    await deleteDataset(db, 'd');
    await writer.add(Float32Array.from({ length: 12 }, (_, i) => 18 + i));
    await expect(writer.finish(info, new Int32Array(10))).rejects.toMatchObject({ code: 'missing' });
    expect(await listDatasets(db)).toEqual([]);
  });
});

it('a newer page that has the database is told as that', async () => {
  const { name } = await filled();
  const old = await openDatabase(name);
  await new Promise((resolve) => {
    const request = indexedDB.open(name, 99);
    request.onsuccess = resolve;
  });
  await expect(readLog(old, 'r')).rejects.toMatchObject({ code: 'unsupported', remedy: 'Reload the page.' });
});
