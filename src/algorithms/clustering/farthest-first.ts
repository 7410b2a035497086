/**
 * Farthest-first traversal: the greedy solution of the k-centre problem, at most twice the best possible covering
 * radius (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985). One running distance per point;
 * the matrix of all pairs is never built.
 */
import { squaredDistance, type Points } from '../points.ts';

export interface Traversal {
  /** Chosen points, in the order of choice. */
  positions: Int32Array;
  /** Euclidean distance of each to the centres and to those chosen before it; Infinity where there were none. */
  distances: Float32Array;
}

/**
 * @param points to choose from
 * @param centres those that count as chosen already
 * @param size how many to choose, at most as many as there are points
 * @param gate awaited once for each block of work
 */
export async function farthestFirst(
  points: Points,
  centres: Points,
  size: number,
  checkpoint: () => Promise<void>,
): Promise<Traversal> {
  // Squared distance to the nearest centre; −1 once chosen. A distance that is not a number never gets in here, so that
  // a learner gone astray still yields a selection.
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
