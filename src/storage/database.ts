/** The IndexedDB database: what is kept, under which keys, and how older versions come up to date. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { AssetInfo } from '../protocol/assets.ts';
import type { DatasetInfo, SampleArray } from '../protocol/dataset.ts';
import type { LogEvent, RunInfo } from '../protocol/events.ts';
import { Problem } from '../protocol/problem.ts';

export interface QuerentSchema extends DBSchema {
  /** Written last when a data set is imported: what is not listed here does not exist. */
  datasets: { key: string; value: DatasetInfo };
  /** All labels of a data set, −1 where unknown. */
  labels: { key: string; value: Int32Array };
  /** File names in sample order, for image folders. */
  names: { key: string; value: string[] };
  chunks: { key: [string, number]; value: SampleArray };
  runs: { key: string; value: RunInfo };
  events: { key: [string, number]; value: LogEvent };
  assets: { key: string; value: AssetInfo };
  /** By asset, array and piece. */
  assetArrays: { key: [string, string, number]; value: Float32Array | Float64Array | Int32Array | Uint8Array };
}

export type Database = IDBPDatabase<QuerentSchema>;

/** @throws Problem `unsupported` where the browser keeps nothing for this page, or keeps what a newer version wrote */
export async function openDatabase(name = 'querent'): Promise<Database> {
  return open(name).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'VersionError')
      throw new Problem(
        'unsupported',
        'The stored data was written by a newer version of this page.',
        'Reload the page.',
      );
    throw new Problem(
      'unsupported',
      `The browser does not let this page store anything (${error instanceof Error ? error.message : String(error)}).`,
      'Allow storage for this site, leave private browsing, or free some disk space, then reload.',
    );
  });
}

async function open(name: string): Promise<Database> {
  return openDB<QuerentSchema>(name, 2, {
    upgrade(db, oldVersion) {
      if (oldVersion < 1) {
        db.createObjectStore('datasets', { keyPath: 'id' });
        db.createObjectStore('labels');
        db.createObjectStore('names');
        db.createObjectStore('chunks');
        db.createObjectStore('runs', { keyPath: 'id' });
        db.createObjectStore('events');
      }
      db.createObjectStore('assets', { keyPath: 'id' });
      db.createObjectStore('assetArrays');
    },
    /** A newer page in another tab wants to upgrade: let it. */
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/**
 * Runs a write, and turns what the browser says into problems with a way out.
 * @param subject is being kept, as part of a sentence
 * @throws Problem `full` where the quota is used up; `missing` where the browser has closed the database
 */
export async function withStorageErrors<T>(subject: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError')
      throw new Problem(
        'full',
        `The browser's storage is full, so ${subject} could not be stored.`,
        'Delete something under “Stored in this browser”, then go on; nothing stored before is lost.',
      );
    if (error instanceof DOMException && error.name === 'InvalidStateError')
      throw new Problem(
        'missing',
        `The browser has closed this page's storage, so ${subject} could not be stored.`,
        'Reload the page, then go on; nothing stored before is lost.',
      );
    throw error;
  }
}

interface AtomicTransaction {
  readonly done: Promise<void>;
  abort(): void;
}

/**
 * Makes requests in one transaction and waits for its end; when one of them fails, none of them stays.
 * @param requests makes them, and hands each one out as soon as it is made
 */
export async function atomically(
  transaction: AtomicTransaction,
  requests: () => Iterable<Promise<unknown>>,
): Promise<void> {
  const pending: Promise<unknown>[] = [];
  try {
    for (const request of requests()) pending.push(request);
    await Promise.all([...pending, transaction.done]);
  } catch (error) {
    // A value that cannot be cloned throws before the transaction hears of it, which would then keep the others.
    try {
      transaction.abort();
    } catch {
      // it has ended already
    }
    await Promise.allSettled([...pending, transaction.done]);
    throw error;
  }
}
