/** Experiments on some of the classes of a data set. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { selectClasses } from '../../../src/datasets/splits/class-subset.ts';
import { makeSplit } from '../../../src/datasets/splits/splits.ts';
import { countsOf, datasetInfo, problemOf, splitSpec } from '../../support/split-fixtures.ts';

const names = (classes: number) => Array.from({ length: classes }, (_, i) => `c${i}`);

describe('some classes only', () => {
  const labels = Int32Array.from([5, 7, 1, 7, -1, 5, 0]);
  const digits = { ...datasetInfo(labels, 2, 10), classes: names(10) };

  it('are relabelled in the given order, and the others count as unlabelled', () => {
    const five = selectClasses(digits, labels, ['c7', 'c5']);
    expect([...five.labels]).toEqual([1, 0, -1, 0, -1, 1, -1]);
    expect(five.info).toEqual({ ...digits, classes: ['c7', 'c5'], labelledCount: 4 });
    expect([...labels]).toEqual([5, 7, 1, 7, -1, 5, 0]);
  });

  it('are the only ones in a split', () => {
    const many = Int32Array.from({ length: 600 }, (_, i) => i % 10);
    const { info, labels: narrowed } = selectClasses(datasetInfo(many, 100, 10), many, ['c5', 'c7']);
    const split = makeSplit({ info, labels: narrowed, spec: splitSpec({ initial: { size: 10 } }), rng: new Rng(1) });
    expect(countsOf(split.train, many, 10)).toEqual([0, 0, 0, 0, 0, 50, 0, 50, 0, 0]);
    expect(countsOf(split.test, many, 10)).toEqual([0, 0, 0, 0, 0, 10, 0, 10, 0, 0]);
    expect(countsOf(split.initial, many, 10)).toEqual([0, 0, 0, 0, 0, 5, 0, 5, 0, 0]);
  });

  it('that the data do not have are refused by name', () => {
    const problem = problemOf(() => selectClasses(digits, labels, ['c5', 'eleven']));
    expect(problem.message).toBe('“Data” has no class “eleven”.');
    expect(problem.remedy).toContain('c0, c1, c2');
  });

  it('are all classes by default', () => {
    expect(selectClasses(digits, labels, undefined)).toEqual({ info: digits, labels });
  });
});
