/**
 * Farthest-first traversal: the greedy solution of the k-centre problem, with at most twice the optimal covering radius
 * (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985). Keeps one distance per point, not the matrix
 * of all pairs.
 */
import { squaredDistance, type Points } from '../points.ts';

export interface Traversal {
  /** Selected points, in the order of selection. */
  positions: Int32Array;
  /** Euclidean distance of each to the nearest centre or point selected before it; Infinity where there is none. */
  distances: Float32Array;
}

/**
 * @param points to select from
 * @param centres points that count as selected already
 * @param size number of points to select, at most all
 * @param checkpoint awaited after each block of work
 */
export async function farthestFirst(
  points: Points,
  centres: Points,
  size: number,
  checkpoint: () => Promise<void>,
): Promise<Traversal> {
  // Squared distance to the nearest centre; −1 once selected. Distances that are not numbers are never stored, so that a
  // diverged learner still yields a selection.
  const nearest = await allNearestSquared(points, centres, checkpoint);
  const positions = new Int32Array(size);
  const distances = new Float32Array(size);
  for (let selected = 0; selected < size; selected++) {
    let best = -1;
    let reach = -1;
    for (let i = 0; i < points.count; i++) {
      if (nearest[i]! > reach) {
        reach = nearest[i]!;
        best = i;
      }
    }
    positions[selected] = best;
    distances[selected] = Math.sqrt(reach);
    nearest[best] = -1;
    await checkpoint();
    for (let i = 0; i < points.count; i++) {
      const current = nearest[i]!;
      if (current < 0) continue;
      const distance = squaredDistance(points, i, points, best, current);
      if (distance < current) nearest[i] = distance;
    }
  }
  return { positions, distances };
}

/** Squared Euclidean distance of point `i` to its nearest centre; Infinity where there is no centre. */
export function nearestSquared(points: Points, i: number, centres: Points): number {
  let least = Infinity;
  for (let j = 0; j < centres.count; j++) {
    const distance = squaredDistance(points, i, centres, j, least);
    if (distance < least) least = distance;
  }
  return least;
}

async function allNearestSquared(
  points: Points,
  centres: Points,
  checkpoint: () => Promise<void>,
): Promise<Float64Array> {
  const nearest = new Float64Array(points.count);
  const block = Math.max(1, Math.ceil(2e6 / Math.max(1, centres.count * points.size)));
  for (let i = 0; i < points.count; i++) {
    nearest[i] = nearestSquared(points, i, centres);
    if (i % block === 0) await checkpoint();
  }
  return nearest;
}
