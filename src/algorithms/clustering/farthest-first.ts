/**
 * Farthest-first traversal: the greedy solution of the k-centre problem, with at most twice the optimal covering radius
 * (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985). Keeps one distance per point, not the matrix
 * of all pairs.
 */
import { squaredDistance, type Points } from '../points.ts';
import type { TieOrder } from '../tie-order.ts';
import { nearestCentres } from './k-means.ts';

export interface Traversal {
  /** Selected points, in the order of selection. */
  positions: Int32Array;
  /** Euclidean distance of each to the nearest centre or point selected before it; Infinity where there is none. */
  distances: Float32Array;
}

interface TraversalOptions {
  /** Points that count as selected already. */
  centres: Points;
  /** Number of points to select, at most all. */
  size: number;
  /** Of points that are equally far. */
  order: TieOrder;
}

/**
 * @param points to select from
 * @param checkpoint awaited after each block of work
 */
export async function farthestFirst(
  points: Points,
  { centres, size, order }: TraversalOptions,
  checkpoint: () => Promise<void>,
): Promise<Traversal> {
  // Squared distance to the nearest centre; −1 once selected. Distances that are not numbers are never stored, so that a
  // diverged learner still yields a selection.
  const nearest = await allNearestSquared(points, centres, checkpoint);
  const place = Float64Array.from({ length: points.count }, (_, i) => order(i));
  const positions = new Int32Array(size);
  const distances = new Float32Array(size);
  for (let selected = 0; selected < size; selected++) {
    let best = -1;
    let reach = -1;
    for (let i = 0; i < points.count; i++) {
      const distance = nearest[i]!;
      if (distance > reach || (distance === reach && best >= 0 && place[i]! < place[best]!)) {
        reach = distance;
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

/**
 * The nearest centres are found by matrix products on the tensor backend, in single precision; the distances to these are
 * measured in double precision.
 */
async function allNearestSquared(
  points: Points,
  centres: Points,
  checkpoint: () => Promise<void>,
): Promise<Float64Array> {
  const nearest = new Float64Array(points.count).fill(Infinity);
  if (centres.count === 0) return nearest;
  const assigned = await nearestCentres(points, centres, checkpoint);
  for (let i = 0; i < points.count; i++) {
    const distance = squaredDistance(points, i, centres, assigned[i]!);
    if (distance < Infinity) nearest[i] = distance;
  }
  return nearest;
}
