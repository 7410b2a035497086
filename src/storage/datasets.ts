/** Stores data sets in chunks: written as a stream, read in any order, deleted as a whole. */
import type { DatasetInfo, SampleArray } from '../protocol/dataset.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem, throwIfAborted } from '../protocol/problem.ts';
import { atomically, type Database } from './database.ts';
import { tabLocks } from './in-memory.ts';

/** Approximate size of a chunk: large enough to stream, small enough to read for a single sample. */
const CHUNK_BYTES = 2 ** 19;

const chunkRange = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** Samples per chunk, a power of two, for samples of so many bytes. */
export function chunkSizeFor(bytesPerSample: number): number {
  return 2 ** Math.max(0, Math.min(16, Math.floor(Math.log2(CHUNK_BYTES / bytesPerSample))));
}

/**
 * Holds the lock `import:<id>` while a data set is written, so that two tabs do not write it at once and the clean-up does
 * not delete it. In browsers without locks the work runs unlocked.
 * @throws Problem `cancelled` where the signal is aborted while waiting
 */
export async function withImportLock<T>(
  id: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const locks = tabLocks();
  if (!locks) return work();
  let acquired = false;
  try {
    return await locks.request(`import:${id}`, signal ? { signal } : {}, () => {
      acquired = true;
      return work();
    });
  } catch (error) {
    if (!acquired) throwIfAborted(signal);
    throw error;
  }
}

/** Takes the samples of a data set in blocks of any length and writes chunks of equal size. */
export class DatasetWriter {
  private readonly stride: number;
  private pending: SampleArray;
  private filled = 0;
  private chunk = 0;
  private samples = 0;

  constructor(
    private readonly db: Database,
    readonly id: string,
    shape: readonly number[],
    private readonly dtype: DatasetInfo['dtype'],
    readonly chunkSize: number,
  ) {
    this.stride = sampleSize(shape);
    this.pending = this.emptyChunk();
  }

  private emptyChunk(): SampleArray {
    const length = this.stride * this.chunkSize;
    return this.dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
  }

  /** @param block whole samples, one after the other */
  async add(block: SampleArray): Promise<void> {
    for (let from = 0; from < block.length;) {
      const length = Math.min(block.length - from, this.pending.length - this.filled);
      this.pending.set(block.subarray(from, from + length), this.filled);
      this.filled += length;
      from += length;
      if (this.filled === this.pending.length) await this.flush();
    }
    this.samples += block.length / this.stride;
  }

  private async flush(): Promise<void> {
    const full = this.filled === this.pending.length;
    // The database clones the value at once, so that `pending` can be reused.
    const value = full ? this.pending : this.pending.slice(0, this.filled);
    await this.db.write('the data set', (db) => db.put('chunks', value, [this.id, this.chunk]));
    this.chunk++;
    this.filled = 0;
  }

  /**
   * Writes the last chunk, the labels and, last of all, the record that lists the data set.
   * @throws Problem `missing` where the browser has cleared its storage meanwhile, and chunks with it
   */
  async finish(info: DatasetInfo, labels: Int32Array, names?: string[]): Promise<void> {
    if (info.count !== this.samples || labels.length !== info.count)
      throw new Error(`${this.samples} samples and ${labels.length} labels were written for a count of ${info.count}`);
    if (this.filled) await this.flush();
    const { id } = this;
    await this.db.write('the data set', async (db) => {
      const all = db.transaction(['datasets', 'labels', 'names', 'chunks'], 'readwrite');
      if ((await all.objectStore('chunks').count(chunkRange(id))) < this.chunk)
        throw new Problem(
          'missing',
          "The browser has cleared this page's storage meanwhile.",
          'Import the data again.',
        );
      await atomically(all, function* () {
        yield all.objectStore('labels').put(labels, id);
        if (names) yield all.objectStore('names').put(names, id);
        yield all.objectStore('datasets').put(info);
      });
    });
  }

  /** Deletes all chunks written so far, after a cancel or an error. */
  async discard(): Promise<void> {
    await deleteDataset(this.db, this.id);
  }
}

export const listDatasets = (db: Database): Promise<DatasetInfo[]> => db.getAll('datasets');

export const findDataset = (db: Database, id: string): Promise<DatasetInfo | undefined> => db.get('datasets', id);

/** @throws Problem `missing` */
export async function getDataset(db: Database, id: string): Promise<DatasetInfo> {
  const info = await db.get('datasets', id);
  if (!info)
    throw new Problem('missing', `The data set “${id}” is not in this browser.`, 'Drop its files again, then resume.');
  return info;
}

export async function getLabels(db: Database, id: string): Promise<Int32Array> {
  return (await db.get('labels', id)) ?? new Int32Array(0);
}

export async function deleteDataset(db: Database, id: string): Promise<void> {
  await db.use(async (connection) => {
    const transaction = connection.transaction(['datasets', 'labels', 'names', 'chunks'], 'readwrite');
    await Promise.all([
      transaction.objectStore('datasets').delete(id),
      transaction.objectStore('labels').delete(id),
      transaction.objectStore('names').delete(id),
      transaction.objectStore('chunks').delete(chunkRange(id)),
      transaction.done,
    ]);
  });
}

/**
 * Deletes chunks of imports that did not finish (a closed tab, a crash). An import in progress holds the lock `import:<id>`
 * and is not deleted.
 * @returns the ids of the deleted data sets
 */
export async function deleteOrphanedChunks(db: Database, locked: ReadonlySet<string>): Promise<string[]> {
  const datasetIds = new Set(await db.getAllKeys('datasets'));
  const orphans = new Set<string>();
  await db.use(async (connection) => {
    let cursor = await connection.transaction('chunks').store.openKeyCursor();
    while (cursor) {
      const id = cursor.key[0];
      if (!datasetIds.has(id) && !locked.has(id)) orphans.add(id);
      cursor = await cursor.continue([id, Infinity]);
    }
  });
  for (const id of orphans) await deleteDataset(db, id);
  return [...orphans];
}

/** The sizes of all data sets in bytes, the largest first. */
export async function datasetSizes(db: Database): Promise<{ id: string; name: string; bytes: number }[]> {
  const all = await db.getAll('datasets');
  return all.map(({ id, name, bytes }) => ({ id, name, bytes })).sort((a, b) => b.bytes - a.bytes);
}
