/** The nearest neighbours of every point, by comparing all with all: for up to a few thousand that is the fastest way. */
import { Problem } from '../protocol/problem.ts';

/** `[count, size]` row-major. */
export interface Points {
  values: Float32Array;
  count: number;
  size: number;
}

export interface Neighbours {
  /** Per point; at most the number of other points. */
  each: number;
  /** `[count, each]`, the nearest first, of equals the lower one first. */
  indices: Int32Array;
  /** Euclidean, of the same places. */
  distances: Float64Array;
}

/**
 * @param pass awaited after each point
 * @throws Problem `unfit` where a value is no number
 */
export async function nearestNeighbours(
  { values, count, size }: Points,
  most: number,
  pass: () => void | Promise<void>,
): Promise<Neighbours> {
  if (!values.every(Number.isFinite))
    throw new Problem('unfit', 'The learner’s features are no numbers any more: its training has diverged.');
  const each = Math.max(0, Math.min(most, count - 1));
  const indices = new Int32Array(count * each);
  const distances = new Float64Array(count * each);
  for (let i = 0; i < count; i++) {
    let found = 0;
    for (let j = 0; j < count; j++) {
      if (j === i) continue;
      const squared = squaredBetween(values, i * size, j * size, size);
      if (found === each && squared >= distances[(i + 1) * each - 1]!) continue;
      let at = found < each ? i * each + found++ : (i + 1) * each - 1;
      for (; at > i * each && distances[at - 1]! > squared; at--) {
        distances[at] = distances[at - 1]!;
        indices[at] = indices[at - 1]!;
      }
      distances[at] = squared;
      indices[at] = j;
    }
    await pass();
  }
  return { each, indices, distances: distances.map(Math.sqrt) };
}

function squaredBetween(values: Float32Array, a: number, b: number, size: number): number {
  let sum = 0;
  for (let d = 0; d < size; d++) {
    const difference = values[a + d]! - values[b + d]!;
    sum += difference * difference;
  }
  return sum;
}
