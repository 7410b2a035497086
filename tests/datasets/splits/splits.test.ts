/** Splits and initial sets, shared by all arms of a seed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { makeSplit } from '../../../src/datasets/splits/splits.ts';
import { splitSizes } from '../../../src/protocol/design/compatibility.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { datasetInfo, problemOf, splitSpec } from '../../support/split-fixtures.ts';

/** A data set with some labels missing, a test part or none, and a spec with sizes. */
const cases = fc.record({
  labels: fc
    .array(fc.integer({ min: -1, max: 2 }), { minLength: 6, maxLength: 120, size: 'max' })
    .map((one) => Int32Array.from(one)),
  testPart: fc.double({ min: 0, max: 0.5, noNaN: true }),
  train: fc.option(fc.integer({ min: 2, max: 50 }), { nil: undefined }),
  validation: fc.nat(15),
  test: fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined }),
  initial: fc.integer({ min: 1, max: 12 }),
  by: fc.constantFrom('random' as const, 'class' as const, 'proportion' as const),
  seed: fc.nat(),
});

describe('a split', () => {
  it('of the first samples uses only these for every seed, without unlabelled samples and the test part', () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => (i % 3) - 1);
    const asked = splitSpec({ pool: { first: 20 }, initial: { size: 4, by: 'random' } });
    for (const seed of [1, 2, 3]) {
      const { train, test } = makeSplit({ info: datasetInfo(labels, 15), labels, spec: asked, rng: new Rng(seed) });
      expect([...train]).toEqual([...labels.keys()].filter((i) => labels[i]! >= 0).slice(0, 20));
      expect(test.length).toBe(10);
    }
  });

  it('has the sizes that the page announces, whatever the number of samples', () => {
    for (let count = 6; count <= 60; count++)
      for (const testCount of [0, 2]) {
        const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
        const [info, spec] = [datasetInfo(labels, testCount), splitSpec({ initial: { size: 2, by: 'random' } })];
        const { train, validation, test } = makeSplit({ info, labels, spec, rng: new Rng(1) });
        const sizes = { train: train.length, validation: validation.length, test: test.length };
        expect(splitSizes(spec, info)).toEqual(sizes);
      }
  });

  it('is disjoint, ascending, labelled, inside its parts and of the requested size, or a problem with numbers', () => {
    let made = 0;
    fc.assert(
      fc.property(cases, ({ labels, testPart, train, validation, test, initial, by, seed }) => {
        const testCount = Math.floor(labels.length * testPart);
        const info = datasetInfo(labels, testCount);
        const asked = splitSpec({ pool: { train, validation, test }, initial: { size: initial, by } });
        let split;
        try {
          split = makeSplit({ info, labels, spec: asked, rng: new Rng(seed) });
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect((error as Problem).code).toBe('unfit');
          return;
        }
        made++;
        const parts = [split.train, split.validation, split.test];
        const all = parts.flatMap((part) => [...part]);
        expect(new Set(all).size).toBe(all.length);
        for (const part of [...parts, split.initial]) expect([...part]).toEqual([...part].sort((a, b) => a - b));
        for (const sample of all) expect(labels[sample]).toBeGreaterThanOrEqual(0);
        const within = new Set(split.train);
        expect(split.initial.every((sample) => within.has(sample))).toBe(true);
        expect(new Set(split.initial).size).toBe(initial);
        expect(split.validation.length).toBe(validation);
        if (train !== undefined) expect(split.train.length).toBe(train);
        if (test !== undefined) expect(split.test.length).toBe(test);
        if (testCount > 0) {
          const border = labels.length - testCount;
          expect(split.test.every((sample) => sample >= border)).toBe(true);
          expect([...split.train, ...split.validation].every((sample) => sample < border)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(made).toBeGreaterThan(50);
  });

  it('takes everything by default: the whole test part, and the rest for training', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => i % 3);
    const split = makeSplit({ info: datasetInfo(labels, 30), labels, spec: splitSpec({}), rng: new Rng(1) });
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([70, 0, 30]);
  });

  it('holds out a fifth where the data set has no test part', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => i % 3);
    const split = makeSplit({
      info: datasetInfo(labels),
      labels,
      spec: splitSpec({ pool: { validation: 10 } }),
      rng: new Rng(1),
    });
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([70, 10, 20]);
  });

  it('does not change with the initial set', () => {
    const labels = Int32Array.from({ length: 200 }, (_, i) => i % 3);
    const at = (size: number, by: 'random' | 'class') =>
      makeSplit({
        info: datasetInfo(labels),
        labels,
        spec: splitSpec({ pool: { validation: 20 }, initial: { size, by } }),
        rng: new Rng(5),
      });
    const [few, many] = [at(3, 'class'), at(60, 'random')];
    expect([...few.train]).toEqual([...many.train]);
    expect([...few.validation]).toEqual([...many.validation]);
    expect([...few.test]).toEqual([...many.test]);
  });

  it('keeps its test and validation samples when the pool is made larger', () => {
    const labels = Int32Array.from({ length: 200 }, (_, i) => i % 3);
    const at = (train: number) =>
      makeSplit({
        info: datasetInfo(labels),
        labels,
        spec: splitSpec({ pool: { train, validation: 20, test: 30 } }),
        rng: new Rng(5),
      });
    const [small, large] = [at(40), at(140)];
    expect([...small.validation]).toEqual([...large.validation]);
    expect([...small.test]).toEqual([...large.test]);
    expect([...small.train].every((sample) => large.train.includes(sample))).toBe(true);
  });

  it('differs from seed to seed, and is the same for one seed', () => {
    const labels = Int32Array.from({ length: 200 }, (_, i) => i % 3);
    const at = (seed: number) => [
      ...makeSplit({ info: datasetInfo(labels), labels, spec: splitSpec({}), rng: new Rng(seed) }).test,
    ];
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it('draws each sample equally often', () => {
    const labels = Int32Array.from({ length: 50 }, (_, i) => i % 2);
    const times = new Array<number>(50).fill(0);
    for (let seed = 0; seed < 2000; seed++)
      for (const sample of makeSplit({ info: datasetInfo(labels), labels, spec: splitSpec({}), rng: new Rng(seed) })
        .test)
        times[sample]!++;
    // 2000 × 10 / 50 = 400 each, deviation √(2000 · 0.2 · 0.8) ≈ 18
    for (const count of times) expect(Math.abs(count - 400)).toBeLessThan(90);
  });
});

describe('an impossible split', () => {
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);

  it('has a message with the available and the requested samples', () => {
    const big = Int32Array.from({ length: 70_000 }, (_, i) => i % 3);
    const asked = splitSpec({ pool: { train: 60_000, validation: 1000, test: 2000 } });
    const problem = problemOf(() =>
      makeSplit({ info: datasetInfo(big, 10_000), labels: big, spec: asked, rng: new Rng(1) }),
    );
    expect(problem.code).toBe('unfit');
    expect(problem.message).toBe(
      'The training part of “Data” has 60,000 labelled samples, the spec asks for 60,000 + 1,000 for validation.',
    );
    expect(problem.remedy).not.toBe('');
  });

  it('includes the test split where it is drawn from the same samples', () => {
    const asked = splitSpec({ pool: { train: 50, test: 20 } });
    expect(
      problemOf(() => makeSplit({ info: datasetInfo(labels), labels, spec: asked, rng: new Rng(1) })).message,
    ).toBe('“Data” has 60 labelled samples, the spec asks for 50 + 20 for testing.');
  });

  it('names a test part that is too small', () => {
    const asked = splitSpec({ pool: { test: 20 } });
    expect(
      problemOf(() => makeSplit({ info: datasetInfo(labels, 10), labels, spec: asked, rng: new Rng(1) })).message,
    ).toContain('has 10 labelled samples, the spec asks for 20');
  });

  it('names a test part without labels', () => {
    const half = labels.map((label, i) => (i < 40 ? label : -1));
    expect(
      problemOf(() => makeSplit({ info: datasetInfo(half, 20), labels: half, spec: splitSpec({}), rng: new Rng(1) }))
        .message,
    ).toContain('has no labels');
  });

  it('names a data set without labels', () => {
    const none = new Int32Array(60).fill(-1);
    expect(
      problemOf(() => makeSplit({ info: datasetInfo(none), labels: none, spec: splitSpec({}), rng: new Rng(1) }))
        .message,
    ).toContain('has 0 labelled');
  });

  it('names an initial set that is larger than the pool', () => {
    const asked = splitSpec({ pool: { train: 8 }, initial: { size: 9 } });
    expect(
      problemOf(() => makeSplit({ info: datasetInfo(labels), labels, spec: asked, rng: new Rng(1) })).message,
    ).toBe('The initial set of 9 is larger than the training pool of 8.');
  });
});
