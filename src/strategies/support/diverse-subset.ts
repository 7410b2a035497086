/** A diverse subset of candidates: k-means, and of each cluster the candidate nearest to its centre (as in ALFA-Mix). */
import type { Rng } from '../../random/rng.ts';
import { kMeans, nearestToCentres } from '../../algorithms/clustering/k-means.ts';
import type { Points } from '../../algorithms/points.ts';
import { tieOrder } from '../../algorithms/tie-order.ts';

interface Candidates {
  points: Points;
  /** Positions of the candidates among the points, in order of rank. */
  ranked: ArrayLike<number>;
}

/** @returns positions of `size` candidates, or of all where there are fewer; empty clusters are made up for in order of rank */
export async function diverseSubset(
  { points, ranked }: Candidates,
  { size, rng }: { size: number; rng: Rng },
  checkpoint: () => Promise<void>,
): Promise<number[]> {
  const candidates = Array.from(ranked);
  if (size <= 0) return [];
  if (candidates.length <= size) return candidates;
  const directions = unitVectors(points, candidates);
  const selected = Array.from(
    nearestToCentres(directions, await kMeans(directions, size, rng, checkpoint), tieOrder(rng)),
    (place) => candidates[place]!,
  );
  const taken = new Set(selected);
  for (const candidate of candidates) {
    if (selected.length >= size) break;
    if (!taken.has(candidate)) selected.push(candidate);
  }
  return selected;
}

/** The candidates' points scaled to length 1, so that k-means clusters directions. */
function unitVectors({ values, size }: Points, candidates: readonly number[]): Points {
  const out = new Float32Array(candidates.length * size);
  candidates.forEach((position, place) => {
    const row = values.subarray(position * size, (position + 1) * size);
    let squared = 0;
    for (const one of row) squared += one * one;
    const length = Math.sqrt(squared) || 1;
    for (let d = 0; d < size; d++) out[place * size + d] = row[d]! / length;
  });
  return { values: out, count: candidates.length, size };
}
