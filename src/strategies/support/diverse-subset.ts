/** A few candidates that are unlike each other: k-means, and of each group the one in its middle (as ALFA-Mix ends). */
import type { Rng } from '../../random/rng.ts';
import { kMeans, nearestToCentres } from '../../algorithms/clustering/k-means.ts';
import type { Points } from '../../algorithms/points.ts';

/**
 * @param ranked positions of the candidates among the points, the most wanted first
 * @param size how many of them; all where there are no more
 * @returns positions, `size` of them where there are so many candidates; where groups stay empty, the most wanted of the rest
 */
export async function diverseSubset(
  points: Points,
  ranked: ArrayLike<number>,
  size: number,
  rng: Rng,
  checkpoint: () => Promise<void>,
): Promise<number[]> {
  const candidates = Array.from(ranked);
  if (size <= 0) return [];
  if (candidates.length <= size) return candidates;
  const directions = unitVectors(points, candidates);
  const selected = Array.from(
    nearestToCentres(directions, await kMeans(directions, size, rng, checkpoint)),
    (place) => candidates[place]!,
  );
  const taken = new Set(selected);
  for (const candidate of candidates) {
    if (selected.length >= size) break;
    if (!taken.has(candidate)) selected.push(candidate);
  }
  return selected;
}

/** The candidates' points, each of length 1: groups by direction. */
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
