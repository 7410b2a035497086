/** A database of an earlier version, from its dump (see tests/storage/fixtures/README.md). */
import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { openDB } from 'idb';

interface DatabaseDump {
  version: number;
  /** Ids of the runs in it. */
  runs: { finished: string; unfinished: string };
  stores: {
    name: string;
    keyPath: string | null;
    autoIncrement: boolean;
    records: { key: IDBValidKey; value: unknown }[];
  }[];
}

/** A fixture's text, by its address relative to the calling file. */
export const readGzip = (url: URL): string => gunzipSync(readFileSync(url)).toString('utf8');

/** Creates the stores under another name and fills them; the database is closed afterwards. */
export async function loadDump(name: string, url: URL): Promise<DatabaseDump> {
  const dump = JSON.parse(readGzip(url)) as DatabaseDump;
  const db = await openDB(name, dump.version, {
    upgrade(fresh) {
      for (const { name: store, keyPath, autoIncrement } of dump.stores)
        fresh.createObjectStore(store, { ...(keyPath !== null && { keyPath }), autoIncrement });
    },
  });
  for (const { name: store, keyPath, records } of dump.stores)
    for (const { key, value } of records)
      await db.put(store, withTypedArrays(value), keyPath === null ? key : undefined);
  db.close();
  return dump;
}

const arrayTypes = { Float32Array, Float64Array, Int32Array, Uint8Array };

function withTypedArrays(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withTypedArrays);
  if ('$typed' in value && 'base64' in value) {
    const bytes = Uint8Array.from(Buffer.from(value.base64 as string, 'base64'));
    return new arrayTypes[value.$typed as keyof typeof arrayTypes](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, withTypedArrays(one)]));
}
