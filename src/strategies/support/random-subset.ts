/**
 * Uncertainty on a random subset: a few samples of the pool are drawn anew in each cycle, and the most uncertain of these are
 * asked for (ASAL's supplement, Fig. 16, "random"). It costs what the subset costs, however large the pool is.
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

/** The indices to look at, ascending; at least as many as are asked for. Undefined where that is the whole pool. */
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

/** `count` of 0 … n − 1, each set of them as likely as any other, ascending; in time that does not grow with n (Floyd). */
function sampleIndices(n: number, count: number, rng: Rng): Int32Array {
  const selected = new Set<number>();
  for (let last = n - count; last < n; last++) {
    const one = rng.integer(last + 1);
    selected.add(selected.has(one) ? last : one);
  }
  return Int32Array.from(selected).sort();
}
