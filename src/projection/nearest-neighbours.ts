/** The nearest neighbours of every point by comparing all pairs, which is fastest for up to a few thousand points. */
import { Problem } from '../protocol/problem.ts';

/** `[count, size]` row-major. */
export interface ProjectionPoints {
  values: Float32Array;
  count: number;
  size: number;
}

export interface NeighbourTable {
  /** Per point; at most the number of other points. */
  k: number;
  /** `[count, each]`, the nearest first, ties in the order of the indices. */
  indices: Int32Array;
  /** Euclidean distances in the same order. */
  distances: Float64Array;
}

/** @throws Problem `unfit` where a value is not a number */
export function requireFinite({ values }: Pick<ProjectionPoints, 'values'>): void {
  if (!values.every(Number.isFinite))
    throw new Problem('unfit', 'The learner’s features are not finite: its training has diverged.');
}

/**
 * @param checkpoint awaited after each point
 * @throws Problem `unfit` where a value is not a number
 */
export async function nearestNeighbours(
  { values, count, size }: ProjectionPoints,
  maxNeighbours: number,
  checkpoint: () => void | Promise<void>,
): Promise<NeighbourTable> {
  requireFinite({ values });
  const k = Math.max(0, Math.min(maxNeighbours, count - 1));
  const indices = new Int32Array(count * k);
  const distances = new Float64Array(count * k);
  for (let i = 0; i < count; i++) {
    let found = 0;
    for (let j = 0; j < count; j++) {
      if (j === i) continue;
      const squared = squaredDistance(values, i * size, j * size, size);
      if (found === k && squared >= distances[(i + 1) * k - 1]!) continue;
      let at = found < k ? i * k + found++ : (i + 1) * k - 1;
      for (; at > i * k && distances[at - 1]! > squared; at--) {
        distances[at] = distances[at - 1]!;
        indices[at] = indices[at - 1]!;
      }
      distances[at] = squared;
      indices[at] = j;
    }
    await checkpoint();
  }
  return { k, indices, distances: distances.map(Math.sqrt) };
}

/** Of two rows that begin at these places. */
export function squaredDistance(values: Float32Array, a: number, b: number, size: number): number {
  let sum = 0;
  for (let d = 0; d < size; d++) {
    const difference = values[a + d]! - values[b + d]!;
    sum += difference * difference;
  }
  return sum;
}
