/**
 * Prepared assets: a record and named arrays, kept in pieces. A checkpoint replaces all of an asset's arrays in one
 * transaction; what is too large for that (the features of a pool) is added piece by piece, and the record says how far.
 */
import type { AssetInfo } from '../protocol/assets.ts';
import { Problem } from '../protocol/problem.ts';
import { atomically, withStorageErrors, type Database } from './database.ts';

export type AssetArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Bytes of a piece, at most: a transaction copies what it is given. */
const MAX_PIECE_BYTES = 2 ** 22;

const assetRange = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);
const arrayRange = (id: string, name: string): IDBKeyRange => IDBKeyRange.bound([id, name], [id, name, []]);

function* splitIntoPieces(
  array: AssetArray,
  length = Math.floor(MAX_PIECE_BYTES / array.BYTES_PER_ELEMENT),
): Generator<AssetArray> {
  for (let from = 0; from < array.length; from += length) yield array.slice(from, from + length);
}

export async function listAssets(db: Database): Promise<AssetInfo[]> {
  const found = await db.getAll('assets');
  return found.sort((a, b) => b.updated - a.updated);
}

export const findAsset = (db: Database, id: string): Promise<AssetInfo | undefined> => db.get('assets', id);

/**
 * Keeps the asset as it is now in place of what it was: all of it or nothing.
 * @param pieceLengths values of a piece, of arrays whose readers count on it
 * @throws Problem `full`; the asset then stays as it was
 */
export async function saveAsset(
  db: Database,
  info: AssetInfo,
  arrays: Record<string, AssetArray>,
  pieceLengths: Readonly<Record<string, number>> = {},
): Promise<void> {
  await withStorageErrors(`“${info.name}”`, async () => {
    const transaction = db.transaction(['assets', 'assetArrays'], 'readwrite');
    const arrayStore = transaction.objectStore('assetArrays');
    await atomically(transaction, function* () {
      yield arrayStore.delete(assetRange(info.id));
      for (const [name, array] of Object.entries(arrays)) {
        let n = 0;
        for (const piece of splitIntoPieces(array, pieceLengths[name]))
          yield arrayStore.put(piece, [info.id, name, n++]);
        // so that an array without a value is one, and not one that is missing
        if (n === 0) yield arrayStore.put(array.slice(), [info.id, name, 0]);
      }
      yield transaction.objectStore('assets').put(info);
    });
  });
}

/**
 * Adds piece n of an array, and brings the record up to date, both or neither. Pieces are what the caller says, one after
 * the other.
 * @throws Problem `full`; what was added before stays
 */
export async function addPiece(
  db: Database,
  info: AssetInfo,
  name: string,
  n: number,
  piece: AssetArray,
): Promise<void> {
  await withStorageErrors(`the next part of “${info.name}”`, async () => {
    const transaction = db.transaction(['assets', 'assetArrays'], 'readwrite');
    await atomically(transaction, function* () {
      yield transaction.objectStore('assetArrays').put(piece, [info.id, name, n]);
      yield transaction.objectStore('assets').put(info);
    });
  });
}

/** @throws Problem `missing` */
export async function readPiece(db: Database, id: string, name: string, n: number): Promise<AssetArray> {
  const piece = await db.get('assetArrays', [id, name, n]);
  if (!piece) throw missingAsset();
  return piece;
}

/**
 * An array in one, put together from its pieces.
 * @throws Problem `missing`
 */
export async function readArray(db: Database, id: string, name: string): Promise<AssetArray> {
  const found = await db.getAll('assetArrays', arrayRange(id, name));
  if (found.length === 0) throw missingAsset();
  return concatenated(found);
}

/** @param found at least one */
function concatenated(found: readonly AssetArray[]): AssetArray {
  const first = found[0]!;
  if (found.length === 1) return first;
  const length = found.reduce((sum, piece) => sum + piece.length, 0);
  const joinedArray = new (first.constructor as new (length: number) => AssetArray)(length);
  let from = 0;
  for (const piece of found) {
    joinedArray.set(piece, from);
    from += piece.length;
  }
  return joinedArray;
}

/** An asset as it stood at one moment: a checkpoint that comes meanwhile is in all of it or in none. */
interface StoredAsset {
  info: AssetInfo;
  /** By name. */
  arrays: Record<string, AssetArray>;
  /** Values of a piece, of the arrays that are kept in several. */
  pieces: Record<string, number>;
}

/** Undefined where it is not here. */
export async function readAsset(db: Database, id: string): Promise<StoredAsset | undefined> {
  const transaction = db.transaction(['assets', 'assetArrays'], 'readonly');
  const arrayStore = transaction.objectStore('assetArrays');
  const [info, keys, values] = await Promise.all([
    transaction.objectStore('assets').get(id),
    arrayStore.getAllKeys(assetRange(id)),
    arrayStore.getAll(assetRange(id)),
    transaction.done,
  ]);
  if (!info) return undefined;
  const found = new Map<string, AssetArray[]>();
  for (const [i, [, name]] of keys.entries()) {
    const parts = found.get(name);
    if (parts) parts.push(values[i]!);
    else found.set(name, [values[i]!]);
  }
  const inPieces = [...found].filter(([, { length }]) => length > 1);
  return {
    info,
    arrays: Object.fromEntries([...found].map(([name, parts]) => [name, concatenated(parts)])),
    pieces: Object.fromEntries(inPieces.map(([name, [first]]) => [name, first!.length])),
  };
}

/** All arrays of an asset by name. */
export const readArrays = async (db: Database, id: string): Promise<Record<string, AssetArray>> =>
  (await readAsset(db, id))?.arrays ?? {};

export async function deleteAsset(db: Database, id: string): Promise<void> {
  const transaction = db.transaction(['assets', 'assetArrays'], 'readwrite');
  await Promise.all([
    transaction.objectStore('assets').delete(id),
    transaction.objectStore('assetArrays').delete(assetRange(id)),
    transaction.done,
  ]);
}

const missingAsset = (): Problem =>
  new Problem('missing', 'An asset of this experiment is no longer in this browser.', 'Prepare it again.');
