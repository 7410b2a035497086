/** Arrays in the database: in pieces of bounded size, since a transaction copies its values and a browser bounds each value. */

export type StoredArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Bytes of a piece at most. */
const MAX_PIECE_BYTES = 2 ** 22;

/**
 * The pieces of an array with their numbers; an empty array has one empty piece, since without any it would be a missing one.
 * @param length values per piece
 */
export function* splitIntoPieces(
  array: StoredArray,
  length = Math.floor(MAX_PIECE_BYTES / array.BYTES_PER_ELEMENT),
): Generator<[number: number, piece: StoredArray]> {
  if (array.length === 0) yield [0, array.slice()];
  for (let from = 0, n = 0; from < array.length; from += length) yield [n++, array.slice(from, from + length)];
}

/** @param pieces at least one */
export function joinPieces(pieces: readonly StoredArray[]): StoredArray {
  const first = pieces[0]!;
  if (pieces.length === 1) return first;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const joined = new (first.constructor as new (length: number) => StoredArray)(length);
  let from = 0;
  for (const piece of pieces) {
    joined.set(piece, from);
    from += piece.length;
  }
  return joined;
}

/** Pieces by the name of their array, in the order of the keys. @param nameOf the array's name in a key */
export function groupPieces<Key>(
  keys: readonly Key[],
  pieces: readonly StoredArray[],
  nameOf: (key: Key) => string,
): Map<string, StoredArray[]> {
  const found = new Map<string, StoredArray[]>();
  for (const [i, key] of keys.entries()) {
    const parts = found.get(nameOf(key));
    if (parts) parts.push(pieces[i]!);
    else found.set(nameOf(key), [pieces[i]!]);
  }
  return found;
}
