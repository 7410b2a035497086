/** The mixture query where the pool's features are too many for the memory: the same query, to the last bit, from repeated passes. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { allocateRows } from '../../src/algorithms/feature-source.ts';
import { blockRows } from '../../src/algorithms/mixture/em.ts';
import { Rng } from '../../src/random/rng.ts';
import type { StrategyContext } from '../../src/strategies/contracts/strategy.ts';
import { mixtureQuery } from '../../src/strategies/mixture-query.ts';
import { poolMetrics } from '../../src/strategies/support/mixture-metrics.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { strategyContext } from '../support/strategy-context.ts';

vi.mock('../../src/algorithms/feature-source.ts', { spy: true });
vi.mock('../../src/algorithms/mixture/em.ts', { spy: true });
beforeAll(() => chooseBackend('wasm'));
afterEach(() => {
  vi.mocked(allocateRows).mockReset();
  vi.mocked(blockRows).mockReset();
  expect(tf.memory().numTensors).toBe(0);
});

const rng = new Rng(4);
const CLASSES = 3;
const row = (_: unknown, i: number) => Array.from({ length: 5 }, () => rng.normal() + (i % CLASSES));
const features = Array.from({ length: 200 }, row);
const labelledFeatures = Array.from({ length: 12 }, row);
const labels = labelledFeatures.map((_, i) => i % CLASSES);
const probabilities = features.map((one) => {
  const parts = one.slice(0, CLASSES).map(Math.exp);
  return parts.map((part) => part / parts.reduce((a, b) => a + b));
});

/** A context whose views are overwritten when the next one is asked for, and its number of passes over the pool. */
function contextOf(parameters = {}): { context: StrategyContext; passes(): number } {
  const context = strategyContext({
    features,
    labelledFeatures,
    labels,
    probabilities,
    size: 10,
    batch: 17,
    parameters,
  });
  let passes = 0;
  const predict: StrategyContext['predict'] = async function* (asked, among) {
    passes++;
    for await (const view of context.predict(asked, among)) {
      yield view;
      for (const one of Object.values(view)) if (one instanceof Float32Array) one.fill(NaN);
    }
  };
  return { context: { ...context, predict }, passes: () => passes };
}

const withoutMemory = () => void vi.mocked(allocateRows).mockReturnValue(undefined);

test.each([{}, { fit: 'batches' }, { balance: false, candidates: 5 }, { like: false }, { dis: false, ent: false }])(
  'with %j queries the same samples with the same scores',
  async (parameters) => {
    const kept = contextOf(parameters);
    const expected = await mixtureQuery.select(kept.context);
    expect(expected.scores.every(Number.isFinite)).toBe(true);
    expect(kept.passes()).toBe(1);
    withoutMemory();
    const streamed = contextOf(parameters);
    expect(await mixtureQuery.select(streamed.context)).toEqual(expected);
    expect(streamed.passes()).toBeGreaterThan(1);
  },
);

test('the metrics are the same, and one pass is for each EM iteration, two for the floor, one for the densities', async () => {
  // several blocks, the last of them shorter
  vi.mocked(blockRows).mockReturnValue(64);
  const options = { enabled: new Set(['like', 'dis', 'ent'] as const), fit: 'exact', iterations: 3 } as const;
  const { trunk: kept, ...expected } = await poolMetrics(contextOf().context, { ...options, rng: new Rng(2) });
  expect(expected.values.like.every((value) => value !== 0)).toBe(true);
  withoutMemory();
  const { context, passes } = contextOf();
  const { trunk, ...found } = await poolMetrics(context, { ...options, rng: new Rng(2) });
  expect(found).toEqual(expected);
  expect(passes()).toBe(1 + 2 + 3 + 1);
  expect(kept.inMemory?.count).toBe(200);
  expect(trunk.inMemory).toBeUndefined();
});
