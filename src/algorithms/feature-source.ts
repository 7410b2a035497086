/** Features of a whole pool as they reach this room: batch after batch, in the order of the samples, as often as asked. */
import { Problem } from '../protocol/problem.ts';
import type { Points } from './points.ts';

export interface FeatureSource {
  /** Samples. */
  count: number;
  /** Features of one sample. */
  dimensions: number;
  /** Begins anew with each call. Batches are `[any, dimensions]` row-major and may be overwritten once the next is asked for. */
  batches(): AsyncIterable<Float32Array> | Iterable<Float32Array>;
  /** All of it, where it is in memory anyway: nobody has to copy it together. */
  inMemory?: Points;
}

/** What is held in memory already, as a source. */
export const inMemorySource = (points: Points): FeatureSource => ({
  count: points.count,
  dimensions: points.size,
  batches: () => [points.values],
  inMemory: points,
});

export interface Chunk extends Points {
  /** Which sample the first row is. */
  from: number;
}

/**
 * A source's rows in chunks of one length (the last may be shorter), whatever its batches are; a chunk's values are
 * overwritten by the next one's.
 * @throws Problem `unfit` where the source does not give as many rows as it says
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
      // a whole chunk within a batch is not copied
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

/** Rows that fit into a block of so many values. */
export const rowsWithin = (values: number, dimensions: number): number =>
  Math.max(1, Math.floor(values / Math.max(1, dimensions)));

/**
 * All of a source in memory; not to be written to.
 * @throws Problem `unfit` where a feature is no number
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
 * Nothing is near to a feature that is no number; a sum over features shows whether there is one.
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
