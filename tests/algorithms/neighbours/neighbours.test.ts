/** Every search against sorting all distances, and matching without replacement against its definition. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { ExactSearch } from '../../../src/algorithms/neighbours/exact-search.ts';
import { inMemorySource, type FeatureSource } from '../../../src/algorithms/feature-source.ts';
import { InvertedLists } from '../../../src/algorithms/neighbours/inverted-lists.ts';
import { KdTree } from '../../../src/algorithms/neighbours/kd-tree.ts';
import { matchWithoutReplacement } from '../../../src/algorithms/neighbours/match-without-replacement.ts';
import type { NeighbourSearch } from '../../../src/algorithms/neighbours/neighbours.ts';
import { tieOrder, type TieOrder } from '../../../src/algorithms/tie-order.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';

// beside other tests on the same cores
beforeAll(async () => void (await chooseBackend('wasm')));
afterAll(() => expect(tf.memory().numTensors).toBe(0));

const checkpoint = () => Promise.resolve();
const lists = (source: FeatureSource, aim?: number) =>
  InvertedLists.build(source, {
    rng: new Rng(5, 'lists'),
    checkpoint,
    ...(aim !== undefined && { targetRecall: aim }),
  });

const exact: [string, (source: FeatureSource) => Promise<NeighbourSearch>][] = [
  ['looking at all', (source) => ExactSearch.build(source, checkpoint)],
  ['the k-d tree', (source) => KdTree.build(source, checkpoint)],
  [
    'looking into all the lists',
    async (source) => {
      const { parts } = await lists(source);
      return new InvertedLists({ ...parts, probes: parts.starts.length - 1 });
    },
  ],
];
const all = [...exact, ['looking into some of the lists', lists]] as typeof exact;

interface Case {
  values: Float32Array;
  size: number;
  queries: Float32Array;
  k: number;
  excluded: Set<number>;
  order: TieOrder;
}

const byIndex: TieOrder = (index) => index;

/** By definition: every distance in double precision, then sorted, equals in the given order. */
function sorted({ values, size, queries, k, excluded, order }: Case, q: number): { index: number; distance: number }[] {
  return Array.from({ length: values.length / size }, (_, index) => {
    let distance = 0;
    for (let d = 0; d < size; d++) distance += (queries[q * size + d]! - values[index * size + d]!) ** 2;
    return { index, distance: Number.isNaN(distance) ? Infinity : distance };
  })
    .filter(({ index }) => !excluded.has(index))
    .sort((a, b) => (a.distance < b.distance ? -1 : a.distance > b.distance ? 1 : order(a.index) - order(b.index)))
    .slice(0, k);
}

/** Uneven batches in one buffer. */
const streamed = (values: Float32Array, size: number): FeatureSource => ({
  count: values.length / size,
  dimensions: size,
  *batches() {
    const buffer = new Float32Array(7 * size);
    for (let at = 0; at < values.length; at += buffer.length) {
      const part = values.subarray(at, at + buffer.length);
      buffer.set(part);
      yield buffer.subarray(0, part.length);
    }
  },
});

/** Few and many samples in few and many dimensions; whole numbers, so that there are ties, or far from zero; some or nearly all excluded. */
const cases = fc
  .record({
    seed: fc.nat(),
    count: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 300 })),
    size: fc.constantFrom(1, 2, 3, 17, 50),
    asked: fc.integer({ min: 0, max: 6 }),
    k: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constant(500)),
    out: fc.constantFrom(0, 0.3, 0.98),
    kind: fc.constantFrom('whole', 'one place', 'far away', 'normal'),
    ties: fc.constantFrom<'by index' | 'by seed'>('by index', 'by seed'),
  })
  .map(({ seed, count, size, asked, k, out, kind, ties }): Case & { kind: string } => {
    const rng = new Rng(seed);
    const value = {
      whole: () => Math.round(1.5 * rng.normal()),
      'one place': () => 3,
      // the products' own rounding is greater than the distances
      'far away': () => 3000 + rng.normal() / 100,
      normal: () => rng.normal(),
    }[kind]!;
    return {
      kind,
      values: Float32Array.from({ length: count * size }, value),
      size,
      queries: Float32Array.from({ length: asked * size }, value),
      k,
      order: ties === 'by seed' ? tieOrder(new Rng(seed)) : byIndex,
      excluded: new Set([-1, count, ...Array.from({ length: count }, (_, i) => i).filter(() => rng.uniform() < out)]),
    };
  });

describe.each(exact)('%s', (_, make) => {
  test('equals sorting of all distances, ties and distances to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const search = await make(streamed(given.values, given.size));
        const found = await search.nearest(given.queries, { ...given, checkpoint });
        for (let q = 0; q < given.queries.length / given.size; q++) {
          const known = sorted(given, q);
          expect(found.each).toBe(known.length);
          const row = [q * found.each, (q + 1) * found.each] as const;
          expect([...found.indices.subarray(...row)]).toEqual(known.map(({ index }) => index));
          expect([...found.distances.subarray(...row)]).toEqual(known.map(({ distance }) => distance));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('equals it for more samples than a block', async () => {
    const rng = new Rng(8);
    const values = Float32Array.from({ length: 30_000 * 20 }, () => rng.normal());
    const queries = Float32Array.from({ length: 3 * 20 }, () => rng.normal());
    const search = await make(inMemorySource({ values, count: 30_000, size: 20 }));
    const excluded = new Set<number>();
    const found = await search.nearest(queries, { k: 5, excluded, checkpoint });
    for (let q = 0; q < 3; q++)
      expect([...found.indices.subarray(5 * q, 5 * q + 5)]).toEqual(
        sorted({ values, size: 20, queries, k: 5, excluded, order: byIndex }, q).map(({ index }) => index),
      );
  });
});

describe.each(all)('%s', (_, make) => {
  test('returns all available neighbours in order, without repeats and excluded samples, also for a query that is not a number', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const search = await make(streamed(given.values, given.size));
        if (given.queries.length) given.queries[0] = NaN;
        const { each, indices, distances } = await search.nearest(given.queries, { ...given, checkpoint });
        for (let q = 0; q < given.queries.length / given.size; q++) {
          const row = [...indices.subarray(q * each, (q + 1) * each)];
          expect(row.length).toBe(sorted(given, q).length);
          expect(new Set(row).size).toBe(row.length);
          for (const [at, index] of row.entries()) {
            expect(given.excluded.has(index)).toBe(false);
            if (at > 0) expect(distances[q * each + at]).toBeGreaterThanOrEqual(distances[q * each + at - 1]!);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('matches each query in turn to the nearest sample that is left', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const search = await make(streamed(given.values, given.size));
        // all of one place, so that they want the same samples
        const asked = 40;
        const queries = Float32Array.from({ length: asked * given.size }, (_, at) => given.values[at % given.size]!);
        const { indices, distances } = await matchWithoutReplacement(search, queries, { ...given, checkpoint });
        const left = sorted({ ...given, k: Infinity, queries }, 0).length;
        expect(indices.length).toBe(Math.min(asked, left));
        expect(new Set(indices).size).toBe(indices.length);
        for (const index of indices) expect(given.excluded.has(index)).toBe(false);
        if (make === lists) return;
        const taken = new Set(given.excluded);
        for (const [q, index] of indices.entries()) {
          const [known] = sorted({ ...given, k: 1, queries, excluded: taken }, q);
          expect({ index, distance: distances[q] }).toEqual(known);
          taken.add(index);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('refuses features that are not finite numbers', async () => {
    await expect(make(streamed(Float32Array.of(1, 2, NaN), 1))).rejects.toThrow(Problem);
    await expect(make(streamed(Float32Array.of(1, Infinity), 1))).rejects.toThrow(Problem);
  });
});

test('queries with separate neighbours are matched as by definition', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const search = await ExactSearch.build(streamed(given.values, given.size), checkpoint);
      const { indices } = await matchWithoutReplacement(search, given.queries, { ...given, checkpoint });
      const taken = new Set(given.excluded);
      for (const [q, index] of indices.entries()) {
        expect(index).toBe(sorted({ ...given, k: 1, excluded: taken }, q)[0]!.index);
        taken.add(index);
      }
    }),
    { numRuns: 60 },
  );
});

test('no more neighbours are searched than needed', async () => {
  const values = Float32Array.from({ length: 64 }, (_, i) => i);
  const search = await KdTree.build(inMemorySource({ values, count: 64, size: 1 }), checkpoint);
  const asked: number[] = [];
  const counting: NeighbourSearch = {
    ...{ count: 64, dimensions: 1, kind: 'tree', recall: 1 },
    nearest: (queries, options) => {
      asked.push(options.k);
      return search.nearest(queries, options);
    },
  };
  const apart = await matchWithoutReplacement(counting, Float32Array.of(3, 40, 60), {
    excluded: new Set(),
    checkpoint,
  });
  expect([...apart.indices]).toEqual([3, 40, 60]);
  expect(asked).toEqual([3]);
  const close = await matchWithoutReplacement(counting, new Float32Array(64), { excluded: new Set(), checkpoint });
  expect([...close.indices]).toEqual(Array.from(values));
  expect(asked.length).toBeLessThan(8);
});

describe('inverted lists', () => {
  const rng = new Rng(11);
  const corners = Float32Array.from({ length: 30 * 8 }, () => 5 * rng.normal());
  const place = (): number[] => {
    const corner = rng.integer(30);
    return Array.from({ length: 8 }, (_, d) => corners[corner * 8 + d]! + rng.normal());
  };
  const values = Float32Array.from(Array.from({ length: 4000 }, place).flat());
  const queries = Float32Array.from(Array.from({ length: 100 }, place).flat());
  const source = inMemorySource({ values, count: 4000, size: 8 });

  test('have the declared recall with a part of the cells', async () => {
    const search = await lists(source);
    expect(search.parts.probes).toBeLessThan(search.parts.starts.length / 4);
    const [found, truth] = await Promise.all([
      search.nearest(queries, { k: 10, excluded: new Set(), checkpoint }),
      (await ExactSearch.build(source, checkpoint)).nearest(queries, { k: 10, excluded: new Set(), checkpoint }),
    ]);
    let hits = 0;
    for (let q = 0; q < 100; q++) {
      const known = new Set(truth.indices.subarray(10 * q, 10 * q + 10));
      for (const index of found.indices.subarray(10 * q, 10 * q + 10)) if (known.has(index)) hits++;
    }
    expect(search.recall).toBeGreaterThan(0.9);
    expect(Math.abs(search.recall - hits / 1000)).toBeLessThan(0.04);
  });

  test('search fewer cells for a lower target, with lower recall', async () => {
    const [low, high] = [await lists(source, 0.5), await lists(source, 1)];
    expect(low.parts.probes).toBeLessThan(high.parts.probes);
    expect(low.recall).toBeLessThan(high.recall - 0.1);
    expect(high.recall).toBeGreaterThan(0.98);
  });

  test('are equal after storage', async () => {
    const search = await lists(source);
    const again = new InvertedLists(structuredClone(search.parts));
    const tree = await KdTree.build(source, checkpoint);
    const treeAgain = new KdTree(structuredClone(tree.parts));
    for (const [one, other] of [[search, again] as const, [tree, treeAgain] as const])
      expect(await other.nearest(queries, { k: 3, excluded: new Set([1]), checkpoint })).toEqual(
        await one.nearest(queries, { k: 3, excluded: new Set([1]), checkpoint }),
      );
  });
});
