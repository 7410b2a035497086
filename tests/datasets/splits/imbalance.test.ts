/** Settings of the papers: pools with classes of different sizes, initial sets without some classes, subsets of classes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { initialClassCount, imbalancedCounts, classShares } from '../../../src/datasets/splits/imbalance.ts';
import { makeSplit } from '../../../src/datasets/splits/splits.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { parseSpec, type SpecInput } from '../../../src/protocol/spec.ts';
import { countsOf, datasetInfo, problemOf, splitSpec } from '../../support/split-fixtures.ts';

const names = (classes: number) => Array.from({ length: classes }, (_, i) => `c${i}`);
const even = (classes: number, each: number) => new Array<number>(classes).fill(each);
const step = (ratio = 10) => ({ kind: 'step' as const, ratio });
const tail = (factor = 0.1) => ({ kind: 'long-tail' as const, factor });

describe('step imbalance', () => {
  it('makes the first five of ten classes ten times as large as the others', () => {
    expect(imbalancedCounts({ available: even(10, 1000), names: names(10), imbalance: step() })).toEqual([
      ...even(5, 1000),
      ...even(5, 100),
    ]);
  });

  it('keeps the proportions in a smaller pool: 1,100 are five times 200 and five times 20', () => {
    expect(imbalancedCounts({ available: even(10, 1000), names: names(10), imbalance: step(), size: 1100 })).toEqual([
      ...even(5, 200),
      ...even(5, 20),
    ]);
  });

  it('counts the middle one of an odd number among the large ones', () => {
    expect(imbalancedCounts({ available: even(5, 60), names: names(5), imbalance: step(3) })).toEqual([
      60, 60, 60, 20, 20,
    ]);
    expect(imbalancedCounts({ available: even(3, 50), names: names(3), imbalance: step() })).toEqual([50, 50, 5]);
  });

  it('multiplies the proportions of the data', () => {
    expect(imbalancedCounts({ available: [100, 40, 80, 200], names: names(4), imbalance: step(4) })).toEqual([
      100, 40, 20, 50,
    ]);
  });
});

describe('a long tail', () => {
  it.each([
    [0.1, [5000, 3871, 2997, 2320, 1796, 1391, 1077, 834, 645, 500]],
    [0.01, [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]],
  ])('with a factor of %d makes the published long-tailed CIFAR-10', (factor, counts) => {
    // 20,431 and 12,406 images in all (Cui et al. 2019; Cao et al. 2019)
    expect(imbalancedCounts({ available: even(10, 5000), names: names(10), imbalance: tail(factor) })).toEqual(counts);
    expect(counts.reduce((a, b) => a + b)).toBe(factor === 0.1 ? 20_431 : 12_406);
  });

  it('halves from class to class where the factor is a quarter over three classes', () => {
    expect(imbalancedCounts({ available: even(3, 80), names: names(3), imbalance: tail(0.25) })).toEqual([80, 40, 20]);
    expect(classShares(tail(0.01), 3)).toEqual([1, 0.1, 0.01]);
  });

  it('has no effect at a factor of one', () => {
    expect(imbalancedCounts({ available: [7, 5, 9], names: names(3), imbalance: tail(1) })).toEqual([7, 5, 9]);
  });
});

const settings = fc.oneof(
  fc.record({ kind: fc.constant('step' as const), ratio: fc.double({ min: 1, max: 50, noNaN: true }) }),
  fc.record({ kind: fc.constant('long-tail' as const), factor: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
);

describe('an imbalanced pool', () => {
  it('has each class within one of its share and of its size, and the requested total', () => {
    let made = 0;
    fc.assert(
      fc.property(
        fc.array(fc.nat(400), { minLength: 2, maxLength: 9 }),
        settings,
        fc.option(fc.integer({ min: 2, max: 500 }), { nil: undefined }),
        (available, imbalance, size) => {
          let counts;
          try {
            counts = imbalancedCounts({ available, names: names(available.length), imbalance, size });
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            return;
          }
          made++;
          const kept = classShares(imbalance, available.length).map((share, label) => share * available[label]!);
          const all = kept.reduce((a, b) => a + b, 0);
          const total = counts.reduce((a, b) => a + b, 0);
          if (size !== undefined) expect(total).toBe(size);
          else counts.forEach((count, label) => expect(kept[label]! - count).toBeLessThan(1));
          counts.forEach((count, label) => {
            expect(count).toBeLessThanOrEqual(available[label]!);
            expect(count > 0).toBe(available[label]! > 0);
            if (size !== undefined) expect(Math.abs(count - (kept[label]! * size) / all)).toBeLessThan(1.001);
          });
        },
      ),
      { numRuns: 500 },
    );
    expect(made).toBeGreaterThan(100);
  });

  const labels = Int32Array.from({ length: 4000 }, (_, i) => i % 10);
  const pool = { train: 1100 };
  const at = (parts: Partial<SpecInput>, seed = 1) =>
    makeSplit({ info: datasetInfo(labels, 1000, 10), labels, spec: splitSpec({ pool, ...parts }), rng: new Rng(seed) });

  it('does not change the test split, and gives pool classes exactly ten to one', () => {
    const [plain, thinned] = [at({}), at({ pool: { ...pool, imbalance: { kind: 'step' } } })];
    expect([...thinned.test]).toEqual([...plain.test]);
    expect(countsOf(thinned.test, labels, 10)).toEqual(even(10, 100));
    expect(countsOf(thinned.train, labels, 10)).toEqual([...even(5, 200), ...even(5, 20)]);
  });

  it('does not change the validation split; is ascending, disjoint from validation and test, and differs between seeds', () => {
    const imbalance = { kind: 'long-tail' as const };
    const plain = at({ pool: { validation: 400 } });
    const [one, same, other] = [1, 1, 2].map((seed) => at({ pool: { validation: 400, imbalance } }, seed));
    expect([...one!.train]).toEqual([...one!.train].sort((a, b) => a - b));
    expect(new Set([...one!.train, ...one!.validation, ...one!.test]).size).toBe(one!.train.length + 1400);
    expect([...one!.validation]).toEqual([...plain.validation]);
    expect([...same!.train]).toEqual([...one!.train]);
    expect([...other!.train]).not.toEqual([...one!.train]);
  });

  it('gives its proportions to an initial set “as in the pool”', () => {
    const imbalance = { kind: 'step' as const };
    const { initial } = at({ pool: { ...pool, imbalance }, initial: { size: 110, by: 'proportion' } });
    expect(countsOf(initial, labels, 10)).toEqual([...even(5, 20), ...even(5, 2)]);
  });

  it('is refused with a message where a class would have no sample', () => {
    const problem = problemOf(() =>
      imbalancedCounts({ available: even(4, 30), names: names(4), imbalance: step(100) }),
    );
    expect(problem.code).toBe('unfit');
    expect(problem.message).toBe(
      'The step imbalance leaves no sample of the class “c2” in the pool: of its 30 it would keep 0.3.',
    );
    expect(problem.remedy).not.toBe('');
  });

  it('is refused with a message where the size exceeds the available samples', () => {
    expect(
      problemOf(() => imbalancedCounts({ available: even(10, 1000), names: names(10), imbalance: step(), size: 6000 }))
        .message,
    ).toBe('The pool of 6,000 is larger than the 5,500 samples that the step imbalance leaves.');
  });

  it('allows classes without samples in the data', () => {
    expect(imbalancedCounts({ available: [10, 0, 10, 0], names: names(4), imbalance: step(2) })).toEqual([10, 0, 5, 0]);
  });
});

describe('category mismatch', () => {
  it('starts from the first seven of ten classes', () => {
    expect([10, 100, 5, 3, 2].map((classes) => initialClassCount(classes, 0.7))).toEqual([7, 70, 4, 2, 1]);
    expect([initialClassCount(10), initialClassCount(10, 0.01), initialClassCount(7, 1)]).toEqual([10, 1, 7]);
  });

  const labels = Int32Array.from({ length: 1000 }, (_, i) => i % 10);

  it.each(['class', 'proportion', 'random'] as const)('has no sample of the others, drawn by %s', (by) => {
    const initial = { size: 35, by, classShare: 0.7 };
    const split = makeSplit({
      info: datasetInfo(labels, 0, 10),
      labels,
      spec: splitSpec({ initial }),
      rng: new Rng(4),
    });
    const counts = countsOf(split.initial, labels, 10);
    expect(counts.slice(7)).toEqual([0, 0, 0]);
    expect(counts.reduce((a, b) => a + b)).toBe(35);
    if (by === 'class') expect(counts.slice(0, 7)).toEqual(even(7, 5));
    // they are in the pool nevertheless
    expect(countsOf(split.train, labels, 10).every((count) => count > 50)).toBe(true);
  });

  it('is refused where these classes have too few samples', () => {
    const initial = { size: 20, classShare: 0.1 };
    const asked = splitSpec({ pool: { train: 100 }, initial });
    expect(
      problemOf(() => makeSplit({ info: datasetInfo(labels, 0, 10), labels, spec: asked, rng: new Rng(1) })).message,
    ).toMatch(
      /^The initial set of 20 is to come from the first 1 of 10 classes, which have \d+ samples in the pool\.$/,
    );
  });
});

describe('in a spec', () => {
  const least = { version: 2, dataset: { source: 'files' }, model: { name: 'mlp' }, arms: [{ strategy: 'random' }] };

  it('the papers’ numbers are the defaults', () => {
    expect(parseSpec({ ...least, pool: { imbalance: { kind: 'step' } } }).pool).toEqual({
      validation: 0,
      imbalance: { kind: 'step', ratio: 10 },
    });
    expect(parseSpec({ ...least, pool: { imbalance: { kind: 'long-tail' } } }).pool.imbalance).toEqual(tail());
  });

  it('absent settings stay absent, so that old specs are read unchanged', () => {
    const read = parseSpec(least);
    expect([Object.keys(read.pool), Object.keys(read.initial), Object.keys(read.dataset)]).toEqual([
      ['validation'],
      ['size', 'by'],
      ['source'],
    ]);
  });

  it('old specs have the same splits: links and logs of version 0.1 can be continued', () => {
    const labels = Int32Array.from({ length: 500 }, (_, i) => ((i * 7) % 9) % 4);
    const asked = splitSpec({ pool: { train: 200, validation: 50 }, initial: { size: 11 } });
    const split = makeSplit({ info: datasetInfo(labels, 0, 4), labels, spec: asked, rng: new Rng(5) });
    expect([...split.initial]).toEqual([64, 110, 185, 222, 238, 255, 273, 286, 329, 348, 497]);
    expect([split.train, split.validation, split.test].map((part) => part.reduce((a, b) => a + b))).toEqual([
      49679, 12391, 25043,
    ]);
  });

  it.each([
    [{ pool: { imbalance: { kind: 'cliff' } } }, 'pool.imbalance.kind'],
    [{ pool: { imbalance: { kind: 'step', ratio: 0.5 } } }, 'pool.imbalance.ratio'],
    [{ pool: { imbalance: { kind: 'step', factor: 0.5 } } }, 'pool.imbalance.factor'],
    [{ pool: { imbalance: { kind: 'long-tail', factor: 0 } } }, 'pool.imbalance.factor'],
    [{ initial: { classShare: 1.2 } }, 'initial.classShare'],
    [{ dataset: { source: 'files', classes: ['5'] } }, 'dataset.classes'],
    [{ dataset: { source: 'files', classes: ['5', '5'] } }, 'dataset.classes'],
  ])('%j is refused with its place', (wrong, place) => {
    expect(problemOf(() => parseSpec({ ...least, ...wrong })).message).toContain(`“${place}”`);
  });
});
