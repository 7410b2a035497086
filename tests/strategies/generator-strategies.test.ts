/** What holds for every strategy with a generator and any pool: queries are complete, distinct, of the pool, and the same again. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { strategies } from '../../src/strategies/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import { generatorContext } from '../support/stubs/generator-context.ts';

beforeAll(() => chooseBackend('wasm'));

const coordinate = fc.integer({ min: -3, max: 3 });
/** Small integers make many ties and duplicates. */
const pools = fc
  .array(fc.record({ f: fc.tuple(coordinate, coordinate), p: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 30,
  }) // prettier-ignore
  .chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      size: fc.integer({ min: 1, max: rows.length }),
      batch: fc.integer({ min: 1, max: 40 }),
      seed: fc.nat(),
    }),
  );

/** Variants of each strategy that choose in another way. */
const variants: Record<string, Record<string, string | number>[]> = {
  asal: [
    { variant: 'match' },
    { variant: 'generate', multiple: 3 },
    { variant: 'neighbours', multiple: 2 },
    { features: 'classifier' },
    { features: 'classifier', search: 'tree', variant: 'generate' },
    { objective: 'minimum-distance' },
  ],
  gaal: [{}, { objective: 'entropy' }, { objective: 'minimum-distance' }],
  adba: [{}, { reach: 1 }],
};

const generating = strategies.filter(({ about }) => about.requires.includes('generator'));
const cases = generating.flatMap((strategy) =>
  (variants[strategy.about.name] ?? [{}]).map((parameters) => [strategy.about.name, parameters, strategy] as const),
);

describe.each(cases)('%s %j', (_, parameters, strategy) => {
  const network = () => modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(3), parameters: {} });
  type Pool = typeof pools extends fc.Arbitrary<infer One> ? One : never;
  const select = async ({ rows, size, batch, seed }: Pool) => {
    const learner = network();
    const features = rows.map(({ f: [x, y] }) => [x, y]);
    const context = generatorContext({
      ...{ features, size, batch, seed, network: learner },
      probabilities: rows.map(({ p }) => [p / 10, 1 - p / 10]),
      distances: rows.map(({ p }) => Math.abs(p - 5)),
      parameters: { gan: 'plane-wgan-gp', latentSteps: 2, ...parameters },
    });
    const { search, ...selection } = await strategy.select(context);
    learner.dispose();
    return { selection, search, known: new Set(context.poolIndices) };
  };

  test('chooses exactly so many, none twice, from the pool only, or makes as many', async () => {
    await fc.assert(
      fc.asyncProperty(pools, async (pool) => {
        const { selection, known } = await select(pool);
        const { indices, scores, queryTargets, synthesizedQueries } = selection;
        if (synthesizedQueries) {
          expect(indices.length).toBe(0);
          expect(synthesizedQueries.acquisition.length).toBe(pool.size);
          expect(synthesizedQueries.samples.length).toBe(2 * pool.size * synthesizedQueries.samplesPerQuery);
          for (const index of synthesizedQueries.throughIndices ?? []) expect(known.has(index)).toBe(true);
          return;
        }
        expect([indices.length, scores.length, new Set(indices).size]).toEqual([pool.size, pool.size, pool.size]);
        for (const index of indices) expect(known.has(index)).toBe(true);
        expect([queryTargets!.matchedTo.length, queryTargets!.distances.length]).toEqual([pool.size, pool.size]);
        for (const target of queryTargets!.matchedTo) expect(target).toBeLessThan(queryTargets!.acquisition.length);
      }),
      { numRuns: 15 },
    );
  });

  test('chooses the same again from the same seed, however the pool is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(pools, async (pool) => {
        const { selection } = await select(pool);
        expect((await select({ ...pool, batch: 7 })).selection).toEqual(selection);
      }),
      { numRuns: 8 },
    );
  });

  test('leaves nothing behind', async () => {
    const pool = { rows: [[0, 1], [2, 0], [1, 1]].map(([x, y], i) => ({ f: [x!, y!] as [number, number], p: i + 1 })), size: 2, batch: 2, seed: 1 }; // prettier-ignore
    expect(await leaksOf(async () => void (await select(pool)))).toEqual({ tensors: 0, data: 0 });
  });
});

test('all of them are here', () => {
  expect(generating.map(({ about }) => about.name).sort()).toEqual(Object.keys(variants).sort());
});
