/** Initial sets: drawn from the pool, or listed sample by sample to repeat a published comparison. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { makeSplit } from '../../../src/datasets/splits/splits.ts';
import type { SpecInput } from '../../../src/protocol/spec.ts';
import { countsOf, datasetInfo, problemOf, splitSpec } from '../../support/split-fixtures.ts';

const labels = Int32Array.from({ length: 200 }, (_, i) => i % 3);
const at = (parts: Partial<SpecInput>, seed = 1, testCount = 50) =>
  makeSplit({ info: datasetInfo(labels, testCount), labels, spec: splitSpec(parts), rng: new Rng(seed) });

describe('a listed initial set', () => {
  it('is the seed’s initial set, outside of held-out parts, and the pool keeps its size', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(149), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(0, 50),
        fc.option(fc.integer({ min: 40, max: 60 }), { nil: undefined }),
        fc.nat(30),
        fc.nat(),
        (given, testCount, train, validation, seed) => {
          const split = at({ pool: { train, validation }, initial: { indices: [given] } }, seed, testCount);
          expect([...split.initial]).toEqual([...given].sort((a, b) => a - b));
          const all = [...split.train, ...split.validation, ...split.test];
          expect(new Set(all).size).toBe(all.length);
          expect(given.every((sample) => split.train.includes(sample))).toBe(true);
          expect(split.validation).toHaveLength(validation);
          expect(split.train).toHaveLength(train ?? 200 - split.test.length - validation);
          expect([...split.train]).toEqual([...split.train].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('with the whole pool leaves nothing to query', () => {
    const given = [4, 5, 6, 7];
    expect([...at({ pool: { train: 4 }, initial: { indices: [given] } }).train]).toEqual(given);
  });

  it('is taken in turn by the seeds, also where only some of them run', () => {
    const lists = [[3, 4], [9, 8], [70, 60]]; // prettier-ignore
    const of = (seed: number) => [...at({ seeds: [seed], initial: { indices: lists } }, seed).initial];
    expect([1, 2, 3, 4, 9, 0].map(of)).toEqual([[3, 4], [8, 9], [60, 70], [3, 4], [60, 70], [60, 70]]); // prettier-ignore
  });

  it.each([
    ['beyond the training part', { initial: { indices: [[3, 150]] } }, /sample 150.*150 that can be trained on/],
    [
      'outside of the first samples of the pool',
      { pool: { first: 100 }, initial: { indices: [[3, 120]] } },
      /sample 120.*first 100 samples/,
    ],
    ['larger than the pool', { pool: { train: 2 }, initial: { indices: [[1, 2, 3]] } }, /initial set of 3.*pool of 2/],
    [
      'that an imbalanced pool does not have',
      { pool: { imbalance: { kind: 'step', ratio: 25 } }, initial: { indices: [[2, 5, 8, 11]] } },
      /no room for 2 of the 4/,
    ],
  ] satisfies [string, Partial<SpecInput>, RegExp][])('%s is refused, with the numbers', (_, parts, message) => {
    const problem = problemOf(() => at(parts));
    expect(problem.code).toBe('unfit');
    expect(problem.message).toMatch(message);
  });

  it('of a sample without a label is refused', () => {
    const some = labels.map((label, i) => (i === 7 ? -1 : label));
    const problem = problemOf(() =>
      makeSplit({
        info: datasetInfo(some),
        labels: some,
        spec: splitSpec({ initial: { indices: [[6, 7]] } }),
        rng: new Rng(1),
      }),
    );
    expect(problem.message).toMatch(/sample 7.*no label/);
  });
});

describe('a drawn initial set', () => {
  it('by class is as balanced as possible', () => {
    const labels = Int32Array.from({ length: 3000 }, (_, i) => (i % 10 === 0 ? 1 : i % 100 === 1 ? 2 : 0));
    const { initial } = makeSplit({
      info: datasetInfo(labels),
      labels,
      spec: splitSpec({ initial: { size: 20, by: 'class' } }),
      rng: new Rng(2),
    });
    expect(countsOf(initial, labels, 3).sort()).toEqual([6, 7, 7]);
  });

  it('by class takes all samples of a small class, and the rest from the others', () => {
    const labels = Int32Array.from({ length: 200 }, (_, i) => (i < 3 ? 2 : i % 2));
    const asked = splitSpec({ pool: { test: 1, train: 199 }, initial: { size: 23, by: 'class' } });
    // a seed whose test sample is not of the small class
    for (let seed = 0; seed < 5; seed++) {
      const { initial, train } = makeSplit({ info: datasetInfo(labels), labels, spec: asked, rng: new Rng(seed) });
      const rare = countsOf(train, labels, 3)[2]!;
      expect(countsOf(initial, labels, 3)).toEqual(
        expect.arrayContaining([rare, Math.floor((23 - rare) / 2), Math.ceil((23 - rare) / 2)]),
      );
    }
  });

  it('by proportion has each class within one of its share', () => {
    const labels = Int32Array.from({ length: 1000 }, (_, i) => (i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2));
    const asked = splitSpec({ initial: { size: 37, by: 'proportion' } });
    const { initial, train } = makeSplit({ info: datasetInfo(labels), labels, spec: asked, rng: new Rng(3) });
    const pool = countsOf(train, labels, 3);
    countsOf(initial, labels, 3).forEach((count, label) =>
      expect(Math.abs(count - (37 * pool[label]!) / train.length)).toBeLessThan(1),
    );
  });

  it('assigns remainders to classes at random', () => {
    const labels = Int32Array.from({ length: 300 }, (_, i) => i % 3);
    const winners = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const { initial } = makeSplit({
        info: datasetInfo(labels),
        labels,
        spec: splitSpec({ initial: { size: 1, by: 'class' } }),
        rng: new Rng(seed),
      });
      winners.add(labels[initial[0]!]!);
    }
    expect(winners.size).toBe(3);
  });
});
