/** Properties of every strategy for any pool. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { tieOrder } from '../../src/algorithms/tie-order.ts';
import { strategyGroups } from '../../src/protocol/catalogue.ts';
import { requirementsOf } from '../../src/protocol/parameter-requirements.ts';
import type { PredictionRequest } from '../../src/strategies/contracts/prediction.ts';
import { strategies } from '../../src/strategies/index.ts';
import { Top } from '../../src/strategies/support/top.ts';
import { entropyOf, marginOf } from '../../src/strategies/support/uncertainty.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { strategyContext } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

/** Less work than by default, for the slow strategies. */
const quick: Record<string, Record<string, number>> = {
  bald: { passes: 3 },
  'batch-bald': { passes: 3, histories: 100 },
  committee: { members: 3 },
  'deep-fool': { steps: 3 },
  'greedy-oracle': { candidates: 4, depth: 2 },
  mixture: { iterations: 2 },
  'core-gcn': { steps: 2, hidden: 4 },
  'uncertain-gcn': { steps: 2, hidden: 4 },
  'ta-vaal': { steps: 2, batch: 4, width: 0.015625, latent: 2 },
  vaal: { steps: 2, batch: 4, width: 0.015625, latent: 2 },
};

const distribution = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 })
  .map((weights) => weights.map((w) => (w + 0.001) / (weights.reduce((a, b) => a + b) + 0.003)));
const coordinate = fc.integer({ min: -3, max: 3 });

/** Small integers, so that ties and duplicates are frequent. */
const pools = fc
  .array(fc.record({ p: distribution, f: fc.tuple(coordinate, coordinate), d: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      size: fc.integer({ min: 1, max: rows.length }),
      batch: fc.integer({ min: 1, max: 50 }),
      seed: fc.nat(),
      labelledFeatures: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 5 }),
    }),
  )
  .map(({ rows, ...rest }) => ({
    probabilities: rows.map((row) => row.p),
    features: rows.map((row) => row.f as number[]),
    distances: rows.map((row) => row.d),
    ...rest,
  }));

// strategies with a generator need its assets: tests/runner/assets/generator-assets.whole.test.ts
const withoutGenerator = strategies.filter(({ about }) => !about.requires.includes('generator'));

test.each(strategies.map((one) => [one.about.name, one] as const))(
  '%s is of a family of the menu, and says why where it has no acquisition surface',
  (_, { about, acquisition }) => {
    expect(Object.keys(strategyGroups)).toContain(about.group);
    expect(about.noSurface === undefined).toBe(acquisition !== undefined);
    // every point is alike to random sampling only
    expect(/alike/.test(about.noSurface ?? '')).toBe(about.name === 'random');
  },
);

describe.each(withoutGenerator.map((one) => [one.about.name, one] as const))('%s', (name, strategy) => {
  const parameters = quick[name] ?? {};
  test('queries exactly the batch size, distinct samples of the pool', async () => {
    await fc.assert(
      fc.asyncProperty(pools, async (pool) => {
        const context = strategyContext({ ...pool, parameters });
        const { indices, scores } = await strategy.select(context);
        expect(indices.length).toBe(pool.size);
        expect(scores.length).toBe(pool.size);
        expect(new Set(indices).size).toBe(pool.size);
        const known = new Set(context.poolIndices);
        for (const index of indices) expect(known.has(index)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('queries the same samples with the same seed, whatever the size of the prediction batches', async () => {
    await fc.assert(
      fc.asyncProperty(pools, async (pool) => {
        const once = await strategy.select(strategyContext({ ...pool, parameters }));
        const again = await strategy.select(strategyContext({ ...pool, parameters, batch: 7 }));
        expect(again).toEqual(once);
      }),
      { numRuns: 40 },
    );
  });

  test('queries every sample when the batch is the whole pool', async () => {
    const pool = {
      probabilities: Array.from({ length: 9 }, () => [0.5, 0.5]),
      features: Array.from({ length: 9 }, () => [1, 1]),
      distances: Array<number>(9).fill(1),
      labelledFeatures: [[1, 1]],
      size: 9,
    };
    const { indices } = await strategy.select(strategyContext({ ...pool, parameters }));
    expect([...indices].sort((a, b) => a - b)).toEqual(Array.from({ length: 9 }, (_, i) => 100 + i));
  });

  test('queries exactly the batch size when every output of the learner is NaN', async () => {
    const bad = Array.from({ length: 6 }, () => [NaN, NaN]);
    const pool = {
      probabilities: bad,
      features: bad,
      distances: Array<number>(6).fill(NaN),
      labelledFeatures: [[0, 0]],
      size: 4,
    };
    const { indices } = await strategy.select(strategyContext({ ...pool, parameters }));
    expect(new Set(indices).size).toBe(4);
  });

  test('requires every output that it asks for', async () => {
    const pool = {
      probabilities: Array.from({ length: 9 }, (_, i) => [0.1 * i, 1 - 0.1 * i]),
      features: Array.from({ length: 9 }, (_, i) => [i, -i]),
      distances: Array.from({ length: 9 }, (_, i) => i),
      labelledFeatures: [[1, 1]],
      size: 3,
    };
    const context = strategyContext({ ...pool, parameters });
    const asked: PredictionRequest[] = [];
    await strategy.select({
      ...context,
      predict: (outputs, among) => (asked.push(outputs), context.predict(outputs, among)),
      predictLabelled: (outputs) => (asked.push(outputs), context.predictLabelled(outputs)),
    });
    const acquisition = await strategy.acquisition?.(context);
    if (acquisition) asked.push(acquisition.outputs);
    // the samples themselves need nothing of the learner
    const keys = asked.flatMap(({ scores = [], ...outputs }) => [
      ...scores,
      ...Object.keys(outputs)
        .filter((name) => name !== 'values')
        .map((name) => ({ distances: 'hyperplane', passes: 'dropout' })[name] ?? name),
    ]);
    expect(requirementsOf(strategy.about, parameters)).toEqual(expect.arrayContaining(keys));
  });

  test('has a short summary and a dated reference', () => {
    const { about } = strategy;
    expect(about.name).toMatch(/^[a-z-]+$/);
    expect(about.summary.split(' ').length).toBeLessThanOrEqual(8);
    expect(about.reference).toMatch(/(19|20)\d\d/);
    expect(about.about.endsWith('.')).toBe(true);
  });
});

test('the pointwise strategies agree with sorting the whole pool, ties in a seeded order', async () => {
  const rules = {
    entropy: (p: Float32Array) => -entropyOf(p, 3, 0),
    margin: (p: Float32Array) => marginOf(p, 3, 0),
    'least-confidence': (p: Float32Array) => Math.max(...p),
  };
  await fc.assert(
    fc.asyncProperty(pools, fc.constantFrom(...(Object.keys(rules) as (keyof typeof rules)[])), async (pool, name) => {
      const strategy = strategies.find((one) => one.about.name === name)!;
      const keys = pool.probabilities.map((p) => rules[name](Float32Array.from(p)));
      const context = strategyContext(pool);
      const order = tieOrder(context.rng);
      const sorted = keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || order(100 + a) - order(100 + b));
      const { indices } = await strategy.select(context);
      expect([...indices]).toEqual(sorted.slice(0, pool.size).map((i) => 100 + i));
    }),
    { numRuns: 150 },
  );
});

test('the bounded heap keeps the same entries as a full sort', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }),
      fc.integer({ min: 0, max: 30 }),
      (acquisitions, size) => {
        const top = new Top(size, (i) => i);
        // offered in descending order of index, so that of equals the lower index comes later
        for (let i = acquisitions.length - 1; i >= 0; i--) top.offer(i, acquisitions[i]!, acquisitions[i]! * 2);
        const sorted = acquisitions
          .map((_, i) => i)
          .sort((a, b) => acquisitions[b]! - acquisitions[a]! || a - b)
          .slice(0, size);
        const kept = top.toSelection();
        expect([...kept.indices]).toEqual(sorted);
        expect([...kept.scores]).toEqual(sorted.map((i) => acquisitions[i]! * 2));
      },
    ),
  );
});

test('random draws every sample of the pool with equal probability at every position of the batch', async () => {
  const strategy = strategies.find((one) => one.about.name === 'random')!;
  const rounds = 4000;
  const places = [new Float64Array(8), new Float64Array(8), new Float64Array(8)];
  for (let seed = 0; seed < rounds; seed++) {
    const { indices } = await strategy.select(
      strategyContext({ features: Array.from({ length: 8 }, () => [0]), size: 3, seed }),
    );
    indices.forEach((index, place) => places[place]![index - 100]!++);
  }
  // χ² with 7 degrees of freedom exceeds 24.3 with probability 0.001
  for (const counts of places) {
    const expected = rounds / 8;
    expect(counts.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0)).toBeLessThan(24.3);
  }
});
