/** Generated images in the log: whole up to a size, otherwise reduced to it, so that a log stays small enough to send. */
import { sampleSize, type DatasetInfo } from '../../protocol/dataset.ts';

/** Pixels a side up to which a generated image is logged whole; of a larger one the longer side has so many. */
export const MAX_LOGGED_SIDE = 32;

/** Shape in which a generated sample is logged: the data set's, except for images that are larger than the limit. */
export function loggedShape({ kind, shape }: Pick<DatasetInfo, 'kind' | 'shape'>): number[] {
  const [height = 1, width = 1, ...channels] = shape;
  const longer = Math.max(height, width);
  if (kind !== 'image' || longer <= MAX_LOGGED_SIDE) return [...shape];
  const reduced = (side: number): number => Math.max(1, Math.round((side * MAX_LOGGED_SIDE) / longer));
  return [reduced(height), reduced(width), ...channels];
}

/**
 * Each pixel of the result is the mean of the area that it covers.
 * @param values images `[n, height, width, channels]`
 * @param from shape of an image, `[height, width, channels]`
 * @param to the same with a smaller height and width
 */
export function reduceByArea(values: Float32Array, from: readonly number[], to: readonly number[]): Float32Array {
  const [height = 1, width = 1, channels = 1] = from;
  const [rows = 1, columns = 1] = to;
  const count = values.length / sampleSize(from);
  const narrow = averageAxis(values, { outer: count * height, length: width, inner: channels }, columns);
  return averageAxis(narrow, { outer: count, length: height, inner: columns * channels }, rows);
}

/** Means along one axis of `[outer, length, inner]`: of `length / parts` values each, of which the outermost count in part. */
function averageAxis(
  values: Float32Array,
  { outer, length, inner }: { outer: number; length: number; inner: number },
  parts: number,
): Float32Array {
  const out = new Float32Array(outer * parts * inner);
  const extent = length / parts;
  for (let part = 0; part < parts; part++) {
    const [start, end] = [part * extent, (part + 1) * extent];
    for (let at = Math.floor(start); at < Math.min(length, Math.ceil(end)); at++) {
      const share = (Math.min(at + 1, end) - Math.max(at, start)) / extent;
      for (let o = 0; o < outer; o++)
        for (let i = 0; i < inner; i++)
          out[(o * parts + part) * inner + i]! += share * values[(o * length + at) * inner + i]!;
    }
  }
  return out;
}
