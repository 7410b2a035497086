/** Features of a whole pool as a repeatable stream of batches, in the order of the samples. */
import { Problem } from '../protocol/problem.ts';
import { rowsInOrder, type Points } from './points.ts';

export interface FeatureSource {
  /** Number of samples. */
  count: number;
  /** Features per sample. */
  dimensions: number;
  /** Starts from the first sample with each call. Batches are `[any, dimensions]` row-major, valid until the next is read. */
  batches(): AsyncIterable<Float32Array> | Iterable<Float32Array>;
  /** All features, where they are in memory: saves a copy. */
  inMemory?: Points;
}

/** Points in memory as a source. */
export const inMemorySource = (points: Points): FeatureSource => ({
  count: points.count,
  dimensions: points.size,
  batches: () => [points.values],
  inMemory: points,
});

export interface Chunk extends Points {
  /** The sample of the first row. */
  from: number;
}

/**
 * A source's rows in chunks of equal length (the last may be shorter), independent of its batches. A chunk is valid until
 * the next is read.
 * @throws Problem `unfit` where the source does not give as many rows as it declares
 */
export async function* chunks(source: FeatureSource, rows: number): AsyncGenerator<Chunk> {
  const { count, dimensions: size } = source;
  const chunkRows = Math.max(1, Math.min(rows, count));
  let buffer: Float32Array | undefined;
  let buffered = 0;
  let from = 0;
  for await (const batch of source.batches()) {
    const given = batch.length / size;
    for (let at = 0; at < given;) {
      const taken = Math.min(chunkRows - buffered, given - at);
      const part = batch.subarray(at * size, (at + taken) * size);
      at += taken;
      // A whole chunk within a batch is not copied.
      if (taken === chunkRows) yield { from, count: chunkRows, size, values: part };
      else {
        buffer ??= new Float32Array(chunkRows * size);
        buffer.set(part, buffered * size);
        buffered += taken;
        if (buffered < chunkRows) continue;
        yield { from, count: chunkRows, size, values: buffer };
        buffered = 0;
      }
      from += chunkRows;
    }
  }
  if (buffered > 0) yield { from, count: buffered, size, values: buffer!.subarray(0, buffered * size) };
  if (from + buffered !== count)
    throw new Problem(
      'unfit',
      `There are features of ${from + buffered} samples where ${count} are expected.`,
      'Extract the features again.',
    );
}

/** Bytes of the features of a pool that are kept in memory: a million samples in 128 dimensions. */
const MAX_KEPT_BYTES = 512 * 2 ** 20;

/**
 * Memory for the features of a pool, `[count, size]`; undefined where they are too many, or the browser refuses so much: they are then to
 * be computed again at each pass.
 * @param limit bytes
 */
export function allocateRows(
  count: number,
  size: number,
  limit = MAX_KEPT_BYTES,
): Float32Array<ArrayBuffer> | undefined {
  if (count * size * Float32Array.BYTES_PER_ELEMENT > limit) return undefined;
  try {
    return new Float32Array(count * size);
  } catch {
    return undefined;
  }
}

/** The rows at these positions, in their order; one pass where they are not in memory. */
export async function rowsAt(source: FeatureSource, positions: Int32Array): Promise<Points> {
  const { dimensions: size, inMemory } = source;
  if (inMemory) return { values: rowsInOrder(inMemory, positions), count: positions.length, size };
  const values = new Float32Array(positions.length * size);
  const ascending = Int32Array.from(positions, (_, place) => place).sort((a, b) => positions[a]! - positions[b]!);
  let next = 0;
  for await (const { from, count, values: rows } of chunks(source, rowsWithin(1 << 20, size)))
    for (; next < ascending.length && positions[ascending[next]!]! < from + count; next++) {
      const row = positions[ascending[next]!]! - from;
      values.set(rows.subarray(row * size, (row + 1) * size), ascending[next]! * size);
    }
  return { values, count: positions.length, size };
}

/** Number of rows in a block of so many values, at least one. */
export const rowsWithin = (values: number, dimensions: number): number =>
  Math.max(1, Math.floor(values / Math.max(1, dimensions)));

/**
 * All features of a source in memory; read-only.
 * @throws Problem `unfit` where a feature is not a finite number
 */
export async function readAllFeatures(source: FeatureSource, checkpoint: () => Promise<void>): Promise<Points> {
  const { count, dimensions: size } = source;
  const values = source.inMemory?.values ?? new Float32Array(count * size);
  for await (const chunk of chunks(source, rowsWithin(1 << 20, size))) {
    if (!source.inMemory) values.set(chunk.values, chunk.from * size);
    let sum = 0;
    for (const value of chunk.values) sum += value * value;
    requireFinite(sum);
    await checkpoint();
  }
  return { values, count, size };
}

/**
 * Checks a sum over features, which shows whether one of them is not a finite number.
 * @throws Problem `unfit`
 */
export function requireFinite(sum: number): void {
  if (Number.isFinite(sum)) return;
  throw new Problem(
    'unfit',
    'Some of the features are not finite numbers: the network that computed them has diverged.',
    'Train it again, at a lower learning rate.',
  );
}
