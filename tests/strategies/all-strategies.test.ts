/** What holds for every strategy and any pool. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { strategies } from '../../src/strategies/index.ts';
import { Top } from '../../src/strategies/support/top.ts';
import { entropyOf, marginOf } from '../../src/strategies/support/uncertainty.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { strategyContext } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

/** Less work than by default, for the strategies that would take long. */
const quick: Record<string, Record<string, number>> = {
  bald: { passes: 3 },
  'batch-bald': { passes: 3, histories: 100 },
  'deep-fool': { steps: 3 },
  mixture: { iterations: 2 },
};

const distribution = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 })
  .map((weights) => weights.map((w) => (w + 0.001) / (weights.reduce((a, b) => a + b) + 0.003)));
const coordinate = fc.integer({ min: -3, max: 3 });

/** Small integers make many ties and duplicates, which is where selections go wrong. */
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

// those with a generator want one that is prepared: tests/runner/generator-assets.test.ts
const choosing = strategies.filter(({ about }) => !about.requires.includes('generator'));

describe.each(choosing.map((one) => [one.about.name, one] as const))('%s', (name, strategy) => {
  const parameters = quick[name] ?? {};
  test('chooses exactly so many, none twice, from the pool only', async () => {
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

  test('chooses the same again from the same seed, however the pool is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(pools, async (pool) => {
        const once = await strategy.select(strategyContext({ ...pool, parameters }));
        const again = await strategy.select(strategyContext({ ...pool, parameters, batch: 7 }));
        expect(again).toEqual(once);
      }),
      { numRuns: 40 },
    );
  });

  test('leaves nothing out when the whole pool is asked for', async () => {
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

  test('still chooses so many when the learner has gone astray (NaN everywhere)', async () => {
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

  test('says what it is, in a few words and with a source', () => {
    const { about } = strategy;
    expect(about.name).toMatch(/^[a-z-]+$/);
    expect(about.summary.split(' ').length).toBeLessThanOrEqual(8);
    expect(about.reference).toMatch(/(19|20)\d\d/);
    expect(about.about.endsWith('.')).toBe(true);
  });
});

test('the pointwise strategies agree with sorting the whole pool, ties going to the lower index', async () => {
  const rules = {
    entropy: (p: Float32Array) => -entropyOf(p, 3, 0),
    margin: (p: Float32Array) => marginOf(p, 3, 0),
    'least-confidence': (p: Float32Array) => Math.max(...p),
  };
  await fc.assert(
    fc.asyncProperty(pools, fc.constantFrom(...(Object.keys(rules) as (keyof typeof rules)[])), async (pool, name) => {
      const strategy = strategies.find((one) => one.about.name === name)!;
      const keys = pool.probabilities.map((p) => rules[name](Float32Array.from(p)));
      const sorted = keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
      const { indices } = await strategy.select(strategyContext(pool));
      expect([...indices]).toEqual(sorted.slice(0, pool.size).map((i) => 100 + i));
    }),
    { numRuns: 150 },
  );
});

test('the bounded selection keeps exactly what a full sort would', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }),
      fc.integer({ min: 0, max: 30 }),
      (worths, size) => {
        const top = new Top(size);
        // offered from the back, so that an equal worth with a lower index comes later
        for (let i = worths.length - 1; i >= 0; i--) top.offer(i, worths[i]!, worths[i]! * 2);
        const sorted = worths
          .map((_, i) => i)
          .sort((a, b) => worths[b]! - worths[a]! || a - b)
          .slice(0, size);
        const kept = top.toSelection();
        expect([...kept.indices]).toEqual(sorted);
        expect([...kept.scores]).toEqual(sorted.map((i) => worths[i]! * 2));
      },
    ),
  );
});

test('random gives every sample of the pool the same chance, at every place of the batch', async () => {
  const strategy = strategies.find((one) => one.about.name === 'random')!;
  const rounds = 4000;
  const places = [new Float64Array(8), new Float64Array(8), new Float64Array(8)];
  for (let seed = 0; seed < rounds; seed++) {
    const { indices } = await strategy.select(
      strategyContext({ features: Array.from({ length: 8 }, () => [0]), size: 3, seed }),
    );
    indices.forEach((index, place) => places[place]![index - 100]!++);
  }
  // χ² with 7 degrees of freedom; 24.3 is passed once in a thousand
  for (const counts of places) {
    const expected = rounds / 8;
    expect(counts.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0)).toBeLessThan(24.3);
  }
});
