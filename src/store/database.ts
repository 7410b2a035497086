/** The IndexedDB database: what is kept, under which keys, and how older versions come up to date. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { DatasetInfo, SampleArray } from '../spec/dataset.ts';
import type { LogEvent, RunInfo } from '../spec/events.ts';
import { Problem } from '../spec/problem.ts';

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
}

export type Database = IDBPDatabase<QuerentSchema>;

export async function openDatabase(name = 'querent'): Promise<Database> {
  return openDB<QuerentSchema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('datasets', { keyPath: 'id' });
      db.createObjectStore('labels');
      db.createObjectStore('names');
      db.createObjectStore('chunks');
      db.createObjectStore('runs', { keyPath: 'id' });
      db.createObjectStore('events');
    },
    /** A newer page in another tab wants to upgrade: let it. */
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/** Runs a write, and turns the browser's own "quota exceeded" into a problem with a way out. */
export async function writing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError')
      throw new Problem(
        'full',
        `The browser's storage is full, so ${what} could not be kept.`,
        'Delete a data set or a run under Stored, then go on; nothing that was kept before is lost.',
      );
    throw error;
  }
}
