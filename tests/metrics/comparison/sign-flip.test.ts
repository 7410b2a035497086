/** The exact sign-flip test, against Fisher's own example, cases worked by hand, and enumeration. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minP, signFlipP } from '../../../src/metrics/comparison/sign-flip.ts';

test('Fisher’s count for Darwin’s maize: 863 of 32,768 sign patterns reach the sum on one side', () => {
  // Differences in eighths of an inch between crossed and self-fertilised plants (The Design of Experiments, §21).
  const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  expect(maize.reduce((a, b) => a + b)).toBe(314);
  expect(signFlipP(maize)).toBe((2 * 863) / 32768);
});

test.each([
  [[1, 2, 3], 2 / 8], // only +++ and −−−
  [[3, 1, -1], 6 / 8], // |±3 ±1 ±1| ≥ 3 except for the two with both ones against the three
  [[1, 2, -3], 1], // the sum is 0: every pattern is as far
  [[0, 0, 0], 1],
  [[5], 1],
  [[2, 2], 2 / 4],
])('%j has p = %d', (differences, p) => expect(signFlipP(differences)).toBe(p));

test('equals the enumeration of all patterns, ties included', () => {
  const plainly = (values: number[]): number => {
    const observed = Math.abs(values.reduce((a, b) => a + b, 0));
    let reached = 0;
    for (let pattern = 0; pattern < 2 ** values.length; pattern++) {
      const sum = values.reduce((total, value, i) => total + ((pattern >> i) & 1 ? value : -value), 0);
      if (Math.abs(sum) >= observed) reached++;
    }
    return reached / 2 ** values.length;
  };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 11 }), (values) => {
      expect(signFlipP(values)).toBe(plainly(values));
      // in tenths, where sums that are equal differ by rounding
      expect(signFlipP(values.map((value) => value / 10))).toBe(plainly(values));
    }),
    { numRuns: 200 },
  );
});

test('is never below the minimum for so many seeds, and reaches it when all differences agree', () => {
  expect([1, 2, 3, 5, 6].map(minP)).toEqual([1, 0.5, 0.25, 0.0625, 0.03125]);
  for (const n of [2, 5, 16, 24]) expect(signFlipP(Array.from({ length: n }, (_, i) => 1 + i))).toBe(minP(n));
});

test('is NaN where there is nothing to test, or too much to enumerate', () => {
  expect(signFlipP([])).toBeNaN();
  expect(signFlipP([1, NaN])).toBeNaN();
  expect(signFlipP(new Array<number>(25).fill(1))).toBeNaN();
});
