/** Holm's correction and the paired t-test, against published and hand-worked values. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confidenceInterval, tTestP } from '../../../src/metrics/comparison/comparison.ts';
import { holmAdjusted } from '../../../src/metrics/comparison/holm.ts';

test('adjusted p-values are those of Holm’s rule by hand', () => {
  // 4 · .01, 3 · .02, 2 · .03 (as large as the one before), 1 · .04 (likewise)
  const expected = [0.04, 0.06, 0.06, 0.06].map((p) => expect.closeTo(p, 12) as number);
  expect(holmAdjusted([0.01, 0.02, 0.03, 0.04])).toEqual(expected);
  expect(holmAdjusted([0.04, 0.01, 0.03, 0.02])).toEqual([expected[3], expected[0], expected[2], expected[1]]);
  expect(holmAdjusted([0.6, 0.7])).toEqual([1, 1]);
  expect(holmAdjusted([0.03])).toEqual([0.03]);
  expect(holmAdjusted([])).toEqual([]);
});

test('a comparison without a p-value counts all the same', () => {
  expect(holmAdjusted([NaN, 0.02, NaN])).toEqual([NaN, 0.06, NaN]);
});

test('an adjusted p-value is at least the p-value, at most Bonferroni’s, and keeps the order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (ps) => {
      const adjusted = holmAdjusted(ps);
      ps.forEach((p, i) => {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p);
        expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, ps.length * p));
        ps.forEach((other, j) => p <= other && expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!));
      });
    }),
  );
});

test('the paired t-test has Student’s p-value for the sleep data of 1908', () => {
  // Student's ten differences in hours of sleep: t = 4.0621, p = 0.002833
  expect(tTestP([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4])).toBeCloseTo(0.002833, 6);
  expect(tTestP([-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4])).toBeCloseTo(0.002833, 6);
  expect(tTestP([1])).toBeNaN();
  expect(tTestP([2, 2, 2])).toBeNaN();
});

test('an interval excludes zero exactly where p is below five per cent, and for several where it is below their share', () => {
  const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(differences, fc.integer({ min: 1, max: 30 }), (values, comparisons) => {
      const p = tTestP(values);
      fc.pre(Number.isFinite(p) && Math.abs(p - 0.05 / comparisons) > 1e-9);
      expect(confidenceInterval(values, comparisons).significant).toBe(p < 0.05 / comparisons);
    }),
  );
});
