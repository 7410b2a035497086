/** Initial sets that are given sample by sample, so that a published comparison can begin again where it began. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { makeSplit } from '../../../src/datasets/splits/splits.ts';
import type { SpecInput } from '../../../src/protocol/spec.ts';
import { datasetInfo, problemOf, splitSpec } from '../../support/split-fixtures.ts';

const labels = Int32Array.from({ length: 200 }, (_, i) => i % 3);
const at = (parts: Partial<SpecInput>, seed = 1, testCount = 50) =>
  makeSplit(datasetInfo(labels, testCount), labels, splitSpec(parts), new Rng(seed));

describe('a given initial set', () => {
  it('is what the seed starts from, in no held-out part, and all of the pool’s size stays for choosing', () => {
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

  it('that holds the whole pool leaves nothing to ask for', () => {
    const given = [4, 5, 6, 7];
    expect([...at({ pool: { train: 4 }, initial: { indices: [given] } }).train]).toEqual(given);
  });

  it('is taken in turn by the seeds, whichever of them run', () => {
    const lists = [[3, 4], [9, 8], [70, 60]]; // prettier-ignore
    const of = (seed: number) => [...at({ seeds: [seed], initial: { indices: lists } }, seed).initial];
    expect([1, 2, 3, 4, 9, 0].map(of)).toEqual([[3, 4], [8, 9], [60, 70], [3, 4], [60, 70], [60, 70]]); // prettier-ignore
  });

  it.each([
    ['beyond the training part', { initial: { indices: [[3, 150]] } }, /sample 150.*150 that can be trained on/],
    [
      'beyond the first that the pool is made of',
      { pool: { first: 100 }, initial: { indices: [[3, 120]] } },
      /sample 120.*first 100 samples/,
    ],
    ['larger than the pool', { pool: { train: 2 }, initial: { indices: [[1, 2, 3]] } }, /initial set of 3.*pool of 2/],
    [
      'that unequal classes leave no room for',
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
      makeSplit(datasetInfo(some), some, splitSpec({ initial: { indices: [[6, 7]] } }), new Rng(1)),
    );
    expect(problem.message).toMatch(/sample 7.*no label/);
  });
});
