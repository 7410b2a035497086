/**
 * Uncertainty on a random subset: each cycle draws a subset of the pool and queries its most uncertain samples (ASAL's
 * supplement, Fig. 16, "random"). The cost does not depend on the size of the pool.
 */
import { integerParameter } from '../../protocol/parameters.ts';
import type { Rng } from '../../random/rng.ts';
import type { StrategyContext } from '../contracts/strategy.ts';

export const subsetParameter = integerParameter('subset', {
  label: 'Random subset',
  about:
    'Scores only this many samples of the pool, drawn at random in each cycle, which is faster in large pools; 0 scores all.',
  default: 0,
  min: 0,
  max: 1_000_000,
  step: 50,
});

/** Ascending indices of the subset, at least the batch size; undefined for the whole pool. */
export function randomSubset({
  parameters,
  poolIndices,
  batchSize: size,
  rng,
}: StrategyContext): Int32Array | undefined {
  const count = Math.max(size, Number(parameters[subsetParameter.name] ?? 0));
  if (!parameters[subsetParameter.name] || count >= poolIndices.length) return undefined;
  return sampleIndices(poolIndices.length, count, rng.child('subset')).map((place) => poolIndices[place]!);
}

/** A uniformly random set of `count` of 0 … n − 1, ascending, in time that does not depend on n (Floyd's algorithm). */
export function sampleIndices(n: number, count: number, rng: Rng): Int32Array {
  const selected = new Set<number>();
  for (let last = n - count; last < n; last++) {
    const one = rng.integer(last + 1);
    selected.add(selected.has(one) ? last : one);
  }
  return Int32Array.from(selected).sort();
}
