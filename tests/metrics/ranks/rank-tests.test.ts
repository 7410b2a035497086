/** Rank tests against Demšar's worked example, tables, and enumeration. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  criticalDifference,
  friedmanTest,
  groupsNotToldApart,
  meanRanks,
  sharedRanks,
  wilcoxonP,
} from '../../../src/metrics/ranks/rank-tests.ts';
import { studentCentralProbability } from '../../../src/metrics/comparison/student-t.ts';

// Demšar 2006, Table 6: AUC of C4.5, C4.5+m, C4.5+cf and C4.5+m+cf on 14 data sets
const AUC = [
  [0.763, 0.768, 0.771, 0.798],
  [0.599, 0.591, 0.59, 0.569],
  [0.954, 0.971, 0.968, 0.967],
  [0.628, 0.661, 0.654, 0.657],
  [0.882, 0.888, 0.886, 0.898],
  [0.936, 0.931, 0.916, 0.931],
  [0.661, 0.668, 0.609, 0.685],
  [0.583, 0.583, 0.563, 0.625],
  [0.775, 0.838, 0.866, 0.875],
  [1, 1, 1, 1],
  [0.94, 0.962, 0.965, 0.962],
  [0.619, 0.666, 0.614, 0.669],
  [0.972, 0.981, 0.9751, 0.975],
  [0.957, 0.978, 0.946, 0.97],
];
const ranks = AUC.map((row) => sharedRanks(row));

describe('ranks', () => {
  test('are shared by equal values, best first, in either direction', () => {
    expect(sharedRanks([0.9, 0.7, 0.9, 0.8])).toEqual([1.5, 4, 1.5, 3]);
    expect(sharedRanks([0.9, 0.7, 0.9, 0.8], -1)).toEqual([3.5, 1, 3.5, 2]);
  });

  test('of the published example have its means', () => {
    meanRanks(ranks).forEach((one, i) => expect(one).toBeCloseTo([3.143, 2, 2.893, 1.964][i]!, 3));
  });

  test('sum to k(k + 1)/2 whatever is tied', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 }), (values) => {
        const k = values.length;
        expect(sharedRanks(values).reduce((a, b) => a + b, 0)).toBeCloseTo((k * (k + 1)) / 2, 12);
      }),
    );
  });
});

describe('Friedman’s test', () => {
  test('gives the published example’s statistic but for its ties, which the paper does not correct', () => {
    // paper: χ² = 9.28, F = 3.69 with 3 and 39 degrees of freedom, above the critical value 2.85 of 5%
    const { f, p } = friedmanTest(ranks)!;
    expect(f).toBeGreaterThan(3.69);
    expect(f).toBeLessThan(4.2);
    expect(p).toBeGreaterThan(0.01);
    expect(p).toBeLessThan(0.02);
  });

  test('without ties, is that of the textbook formula', () => {
    const untied = [
      [1, 2, 3],
      [2, 1, 3],
      [1, 3, 2],
      [1, 2, 3],
    ];
    // 12N/(k(k+1)) · (ΣR² − k(k+1)²/4), R = 5/4, 2, 11/4: 12·4/12 · (1.5625 + 4 + 7.5625 − 12) = 4.5; F = 3·4.5/(8 − 4.5)
    const { f, p } = friedmanTest(untied)!;
    expect(f).toBeCloseTo(13.5 / 3.5, 10);
    // F of 2 and 6 degrees of freedom: P = (1 + F/3)^−3
    expect(p).toBeCloseTo((1 + f / 3) ** -3, 10);
  });

  test('where all data sets rank alike, is certain; where all are tied, says nothing', () => {
    expect(friedmanTest([[1, 2], [1, 2], [1, 2]])).toEqual({ f: Infinity, p: 0 }); // prettier-ignore
    expect(friedmanTest([[1.5, 1.5], [1.5, 1.5]])).toEqual({ f: 0, p: 1 }); // prettier-ignore
    expect(friedmanTest([[1, 2]])).toBeUndefined();
  });
});

describe('the critical difference', () => {
  test('is the paper’s for its example, and with five methods on thirty data sets', () => {
    expect(criticalDifference(4, 14)).toBeCloseTo(1.25, 2);
    expect(criticalDifference(5, 30)).toBeCloseTo(2.728 * Math.sqrt(30 / 180), 12);
    expect(() => criticalDifference(17, 3)).toThrow(RangeError);
  });

  test('has the 95% quantiles of the range of k normal variables', () => {
    const cdf = (x: number) => 0.5 + 0.5 * Math.sign(x) * studentCentralProbability(Math.abs(x), 1e7);
    const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    for (let k = 2; k <= 16; k++) {
      const q = criticalDifference(k, 1) / Math.sqrt((k * (k + 1)) / 6);
      // P(range ≤ q√2) = k ∫ φ(z) (Φ(z) − Φ(z − q√2))^(k−1) dz
      let sum = 0;
      for (let z = -6; z <= 9; z += 0.05) sum += 0.05 * k * density(z) * (cdf(z) - cdf(z - q * Math.SQRT2)) ** (k - 1);
      expect(sum, `${k} methods`).toBeCloseTo(0.95, 3);
    }
  });

  test('joins methods that lie within it, in the largest sets', () => {
    expect(groupsNotToldApart([3.143, 2, 2.893, 1.964], 1.25)).toEqual([[3, 1, 2, 0]]);
    expect(groupsNotToldApart([1, 1.8, 2.6, 4], 1)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(groupsNotToldApart([1, 3, 5], 1)).toEqual([]);
    expect(groupsNotToldApart([2, 1.5, 1.9], 1)).toEqual([[1, 2, 0]]);
  });
});

describe('Wilcoxon’s test', () => {
  test('has the exact p of tables', () => {
    expect(wilcoxonP([1, 2, 3, 4, 5])).toBe(2 / 32);
    expect(wilcoxonP([1, 2, 3, 4, 5, 6])).toBe(2 / 64);
    // W = 1 (only the smallest is negative): 2 ways of 64, two-sided
    expect(wilcoxonP([-1, 2, 3, 4, 5, 6])).toBe(4 / 64);
    expect(wilcoxonP([0, 0])).toBeNaN();
  });

  test('is that of all sign patterns, with ties', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 8 }), (differences) => {
        const used = differences.filter((one) => one !== 0);
        if (!used.length) return;
        const weights = sharedRanks(used.map(Math.abs), -1);
        const statistic = (signs: number[]) => {
          const plus = weights.reduce((sum, weight, i) => sum + (signs[i]! > 0 ? weight : 0), 0);
          return Math.min(plus, weights.reduce((a, b) => a + b, 0) - plus);
        };
        const seen = statistic(used);
        let [as, all] = [0, 0];
        for (let pattern = 0; pattern < 2 ** used.length; pattern++, all++)
          if (statistic(used.map((_, i) => ((pattern >> i) & 1 ? 1 : -1))) <= seen + 1e-9) as++;
        expect(wilcoxonP(differences)).toBeCloseTo(as / all, 12);
      }),
    );
  });
});
