/** The greedy oracle on trials whose outcome is given: which candidates it tries, and which it queries. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { bestOutcome, distinctSubsets, greedyOracle, partSizes } from '../../src/strategies/greedy-oracle.ts';
import { strategyContext } from '../support/strategy-context.ts';

const POOL = 8;
const features = Array.from({ length: POOL }, (_, i) => [i]);

/** A query of a pool of samples 100 … 107, and every trial in order. */
async function select(
  parameters: Record<string, number | string>,
  accuracyOf: (indices: number[]) => number,
  { size = 1, seed = 1 } = {},
) {
  const tried: number[][] = [];
  const trial = (indices: number[]) => (tried.push(indices), { accuracy: accuracyOf(indices), loss: 0 });
  const selection = await greedyOracle.select(strategyContext({ features, size, seed, parameters, trial }));
  return { ...selection, tried, indices: [...selection.indices] };
}

describe('one sample at a time', () => {
  test('of the whole pool the sample with the best trial is queried, by its index and not by its position', async () => {
    const { indices, scores, metrics, tried } = await select({ candidates: 50 }, ([one]) => (one === 105 ? 0.75 : 0.5));
    expect(tried.map(([one]) => one).sort()).toEqual([100, 101, 102, 103, 104, 105, 106, 107]);
    expect(indices).toEqual([105]);
    expect([...scores]).toEqual([0.75]);
    expect(metrics).toEqual({ bestCandidate: 0.75, meanCandidate: (7 * 0.5 + 0.75) / 8, worstCandidate: 0.5 });
  });

  test('of fewer candidates the best of those that were tried', async () => {
    const queried = new Set<number>();
    for (let seed = 0; seed < 400; seed++) {
      const { indices, tried } = await select({ candidates: 3 }, ([one]) => one! / 1000, { seed });
      expect(new Set(tried.map(String)).size).toBe(3);
      expect(indices[0]).toBe(Math.max(...tried.map(([one]) => one!)));
      queried.add(indices[0]!);
    }
    // 100 and 101 are never the best of three
    expect([...queried].sort()).toEqual([102, 103, 104, 105, 106, 107]);
  });

  test('where every trial has diverged it queries one all the same, and reports no accuracies of candidates', async () => {
    const { indices, metrics } = await select({ candidates: 3 }, () => NaN);
    expect(indices).toHaveLength(1);
    expect(metrics).toEqual({});
  });

  test('equal accuracies are told apart by the loss; a learner that diverged is the last choice', () => {
    const outcomes = (...pairs: [number, number][]) => pairs.map(([accuracy, loss]) => ({ accuracy, loss }));
    expect(bestOutcome(outcomes([0.5, 2], [0.5, 1], [0.5, 3]))).toBe(1);
    expect(bestOutcome(outcomes([0.5, 1], [0.6, 9], [0.6, 9]))).toBe(1);
    expect(bestOutcome(outcomes([NaN, NaN], [0, 5], [NaN, NaN]))).toBe(1);
    expect(bestOutcome(outcomes([0.4, 1], [NaN, NaN]))).toBe(0);
  });
});

describe('a batch', () => {
  /** Two samples help together, and neither by itself. */
  const pair = (indices: number[]) => (indices.includes(102) && indices.includes(106) ? 0.9 : indices.includes(100) ? 0.6 : 0.5); // prettier-ignore

  test('in one step is compared as a whole: all 28 pairs', async () => {
    const { indices, tried } = await select({ candidates: 1000, depth: 1 }, pair, { size: 2 });
    expect(new Set(tried.map(String)).size).toBe(28);
    expect(indices).toEqual([102, 106]);
  });

  test('in two steps has the best sample first, and then the best beside it: greedy is not optimal', async () => {
    const { indices, scores, tried } = await select({ candidates: 1000, depth: 2 }, (all) => pair(all) + (all.includes(103) ? 0.05 : 0), { size: 2 }); // prettier-ignore
    expect(indices).toEqual([100, 103]);
    // 8 by themselves, 7 beside the first
    expect(tried).toHaveLength(15);
    expect(tried.slice(8).every(([first]) => first === 100)).toBe(true);
    [0.6, 0.65].forEach((accuracy, i) => expect(scores[i]).toBeCloseTo(accuracy, 6));
  });

  test('has parts of nearly equal size, none of them empty', () => {
    expect(partSizes(10, 1)).toEqual([10]);
    expect(partSizes(10, 4)).toEqual([3, 3, 2, 2]);
    expect(partSizes(3, 10)).toEqual([1, 1, 1]);
  });

  test('passes split and steps on to every trial, and reports progress up to the end', async () => {
    const options: unknown[] = [];
    const progress: number[] = [];
    const context = strategyContext({ features, size: 4, parameters: { candidates: 5, depth: 2, split: 'test', steps: 7 } }); // prettier-ignore
    await greedyOracle.select({
      ...context,
      progress: (done, total) => progress.push(done / total),
      tryQuery: (_, given) => (options.push(given), Promise.resolve({ accuracy: 1, loss: 0 })),
    });
    expect(options).toEqual(Array(10).fill({ split: 'test', steps: 7 }));
    [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].forEach((share, i) => expect(progress[i]).toBeCloseTo(share, 9));
  });
});

test('every pair is a candidate as often as the others', () => {
  const times = new Map<string, number>();
  const rounds = 2000;
  for (let seed = 0; seed < rounds; seed++)
    for (const one of distinctSubsets(Int32Array.of(3, 5, 9, 12), { size: 2, count: 3 }, new Rng(seed)))
      times.set(String(one), (times.get(String(one)) ?? 0) + 1);
  // each of six pairs is among three with probability ½; χ² of six such counts, less than 22.5 but once in a thousand
  expect(times.size).toBe(6);
  const deviations = [...times.values()].map((count) => (count - rounds / 2) ** 2 / (rounds / 4));
  expect(deviations.reduce((sum, one) => sum + one, 0)).toBeLessThan(22.5);
});
