/** A few candidates that are unlike each other: k-means, and of each group the one in its middle (as ALFA-Mix ends). */
import type { Draws } from '../../random/rng.ts';
import { kMeans, middles } from '../../algorithms/clustering/k-means.ts';
import type { Points } from '../../algorithms/points.ts';

/**
 * @param of positions of the candidates among the points, the most wanted first
 * @param size how many of them; all where there are no more
 * @returns positions, `size` of them where there are so many candidates; where groups stay empty, the most wanted of the rest
 */
export async function diverse(
  points: Points,
  of: ArrayLike<number>,
  size: number,
  draws: Draws,
  gate: () => Promise<void>,
): Promise<number[]> {
  const candidates = Array.from(of);
  if (size <= 0) return [];
  if (candidates.length <= size) return candidates;
  const own = normalised(points, candidates);
  const chosen = Array.from(middles(own, await kMeans(own, size, draws, gate)), (place) => candidates[place]!);
  const taken = new Set(chosen);
  for (const candidate of candidates) {
    if (chosen.length >= size) break;
    if (!taken.has(candidate)) chosen.push(candidate);
  }
  return chosen;
}

/** The candidates' points, each of length 1: groups by direction. */
function normalised({ values, size }: Points, candidates: readonly number[]): Points {
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
