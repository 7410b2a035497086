/**
 * Storage in memory, for a browser that refuses to store anything (blocked cookies, some private windows). It is IndexedDB again,
 * within one thread: data sets and runs last until the tab is closed.
 */
import { atomically, type Database } from './database.ts';

let inMemory = false;

/** Replaces this thread's IndexedDB by one in memory. Before the first database is opened. */
export async function useMemory(): Promise<void> {
  // @ts-expect-error the package declares no types for this entry
  await import('fake-indexeddb/auto');
  inMemory = true;
}

/** Milliseconds to wait for the browser's answer, after which storage is taken to be slow, not refused. */
const ANSWER_TIMEOUT_MS = 3000;

/** Whether the browser lets this page store anything. Creates nothing. */
export function canStore(name = 'querent'): Promise<boolean> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(true), ANSWER_TIMEOUT_MS);
    try {
      const request = indexedDB.open(name);
      // a database that would be created: storing is possible
      request.onupgradeneeded = () => request.transaction?.abort();
      request.onsuccess = () => {
        request.result.close();
        resolve(true);
      };
      request.onerror = (event) => {
        event.preventDefault();
        resolve(request.error?.name === 'AbortError');
      };
    } catch {
      resolve(false);
    }
  });
}

/**
 * The browser's locks across tabs. None in Node, on a page without a secure context, and with storage in memory, which no other tab
 * sees.
 */
export const tabLocks = (): LockManager | undefined =>
  inMemory ? undefined : (globalThis.navigator as Navigator | undefined)?.locks;

/** All records, with their keys, by store. */
export type StoredRecords = { store: StoreName; keys: IDBValidKey[]; values: unknown[] }[];

type StoreName = Parameters<Database['count']>[0];

export const readAllRecords = (db: Database): Promise<StoredRecords> =>
  db.use(async (connection) => {
    const names = [...connection.objectStoreNames];
    const transaction = connection.transaction(names);
    return Promise.all(
      names.map(async (store) => {
        const from = transaction.objectStore(store);
        const [keys, values] = await Promise.all([from.getAllKeys(), from.getAll()]);
        return { store, keys, values };
      }),
    );
  });

/** Stores the records of another database. */
export const writeAllRecords = (db: Database, records: StoredRecords): Promise<void> =>
  db.use(async (connection) => {
    const transaction = connection.transaction([...connection.objectStoreNames], 'readwrite');
    await atomically(transaction, function* () {
      for (const { store, keys, values } of records) {
        const into = transaction.objectStore(store);
        for (const [i, value] of values.entries())
          yield into.put(value as never, into.keyPath === null ? (keys[i] as never) : undefined);
      }
    });
  });
