/**
 * Stored assets: a record and named arrays in pieces. A checkpoint replaces all arrays of an asset in one transaction. Arrays that
 * are too large for that (the features of a pool) are appended piece by piece, with the number of finished samples in the record.
 */
import type { AssetInfo } from '../protocol/assets.ts';
import { Problem } from '../protocol/problem.ts';
import { groupPieces, joinPieces, splitIntoPieces, type StoredArray } from './array-pieces.ts';
import { atomically, type Database } from './database.ts';

export type AssetArray = StoredArray;

const assetRange = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);
const arrayRange = (id: string, name: string): IDBKeyRange => IDBKeyRange.bound([id, name], [id, name, []]);

export async function listAssets(db: Database): Promise<AssetInfo[]> {
  const found = await db.getAll('assets');
  return found.sort((a, b) => b.updated - a.updated);
}

export const findAsset = (db: Database, id: string): Promise<AssetInfo | undefined> => db.get('assets', id);

/**
 * Replaces the asset, record and arrays, in one transaction.
 * @param pieceLengths values per piece, of arrays that are read piece by piece
 * @throws Problem `full`; the stored asset then stays unchanged
 */
export async function saveAsset(
  db: Database,
  info: AssetInfo,
  arrays: Record<string, AssetArray>,
  pieceLengths: Readonly<Record<string, number>> = {},
): Promise<void> {
  await db.write(`“${info.name}”`, async (connection) => {
    const transaction = connection.transaction(['assets', 'assetArrays'], 'readwrite');
    const arrayStore = transaction.objectStore('assetArrays');
    await atomically(transaction, function* () {
      yield arrayStore.delete(assetRange(info.id));
      for (const [name, array] of Object.entries(arrays))
        for (const [n, piece] of splitIntoPieces(array, pieceLengths[name]))
          yield arrayStore.put(piece, [info.id, name, n]);
      yield transaction.objectStore('assets').put(info);
    });
  });
}

/** Piece n, counted from 0, of a named array. */
export interface ArrayPiece {
  array: string;
  n: number;
  values: AssetArray;
}

/**
 * Adds a piece of an array and replaces the record, in one transaction.
 * @throws Problem `full`; earlier pieces stay
 */
export async function addPiece(db: Database, info: AssetInfo, { array, n, values }: ArrayPiece): Promise<void> {
  await db.write(`the next part of “${info.name}”`, async (connection) => {
    const transaction = connection.transaction(['assets', 'assetArrays'], 'readwrite');
    await atomically(transaction, function* () {
      yield transaction.objectStore('assetArrays').put(values, [info.id, array, n]);
      yield transaction.objectStore('assets').put(info);
    });
  });
}

/** @throws Problem `missing` */
export async function readPiece(
  db: Database,
  id: string,
  { array, n }: Pick<ArrayPiece, 'array' | 'n'>,
): Promise<AssetArray> {
  const piece = await db.get('assetArrays', [id, array, n]);
  if (!piece) throw missingAsset();
  return piece;
}

/**
 * All pieces of an array, joined.
 * @throws Problem `missing`
 */
export async function readArray(db: Database, id: string, name: string): Promise<AssetArray> {
  const found = await db.getAll('assetArrays', arrayRange(id, name));
  if (found.length === 0) throw missingAsset();
  return joinPieces(found);
}

/** Record and arrays at one moment: read in one transaction, so that no checkpoint is written in between. */
export interface StoredAsset {
  info: AssetInfo;
  /** By name. */
  arrays: Record<string, AssetArray>;
  /** Values per piece, of the arrays in several pieces. */
  pieces: Record<string, number>;
}

export async function readAsset(db: Database, id: string): Promise<StoredAsset | undefined> {
  const [info, keys, values] = await db.use((connection) => {
    const transaction = connection.transaction(['assets', 'assetArrays'], 'readonly');
    const arrayStore = transaction.objectStore('assetArrays');
    return Promise.all([
      transaction.objectStore('assets').get(id),
      arrayStore.getAllKeys(assetRange(id)),
      arrayStore.getAll(assetRange(id)),
      transaction.done,
    ]);
  });
  if (!info) return undefined;
  const found = groupPieces(keys, values, ([, name]) => name);
  const inPieces = [...found].filter(([, { length }]) => length > 1);
  return {
    info,
    arrays: Object.fromEntries([...found].map(([name, parts]) => [name, joinPieces(parts)])),
    pieces: Object.fromEntries(inPieces.map(([name, [first]]) => [name, first!.length])),
  };
}

/** All arrays of an asset by name. */
export const readArrays = async (db: Database, id: string): Promise<Record<string, AssetArray>> =>
  (await readAsset(db, id))?.arrays ?? {};

export async function deleteAsset(db: Database, id: string): Promise<void> {
  await db.use(async (connection) => {
    const transaction = connection.transaction(['assets', 'assetArrays'], 'readwrite');
    await Promise.all([
      transaction.objectStore('assets').delete(id),
      transaction.objectStore('assetArrays').delete(assetRange(id)),
      transaction.done,
    ]);
  });
}

/**
 * Moves an asset to another key, record and arrays, in one transaction. Where the new key is in use already, the asset with more
 * finished units is kept.
 * @param to the record under the new key; has the same number of finished units
 * @throws Problem `full`; both assets then stay unchanged
 */
export async function moveAsset(db: Database, from: string, to: (stored: AssetInfo) => AssetInfo): Promise<void> {
  const stored = await findAsset(db, from);
  if (!stored) return;
  await db.write(`“${stored.name}”`, async (connection) => {
    const transaction = connection.transaction(['assets', 'assetArrays'], 'readwrite');
    const assets = transaction.objectStore('assets');
    const arrays = transaction.objectStore('assetArrays');
    try {
      const current = await assets.get(from); // another tab may have moved it since
      if (current) {
        const info = to(current);
        if (((await assets.get(info.id))?.done ?? -1) < info.done) {
          await arrays.delete(assetRange(info.id));
          for (const key of await arrays.getAllKeys(assetRange(from)))
            await arrays.put((await arrays.get(key))!, [info.id, key[1], key[2]]);
          await assets.put(info);
        }
        await arrays.delete(assetRange(from));
        await assets.delete(from);
      }
      await transaction.done;
    } catch (error) {
      await transaction.done.catch(() => undefined); // a request that failed has aborted it
      throw error;
    }
  });
}

const missingAsset = (): Problem =>
  new Problem('missing', 'An asset of this experiment is no longer in this browser.', 'Prepare it again.');
