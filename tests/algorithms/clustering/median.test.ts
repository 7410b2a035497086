/** The median against sorting. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median } from '../../../src/algorithms/clustering/median.ts';

test('is the middle of the sorted values, or the mean of the two middle ones, ties included', () => {
  const values = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, (list) => {
      const sorted = [...list].sort((a, b) => a - b);
      const middle = list.length >> 1;
      const expected = list.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
      expect(median(Float32Array.from(list))).toBe(expected + 0);
    }),
    { numRuns: 500 },
  );
});

test('terminates for values that are not numbers', () => {
  for (const list of [[NaN], [NaN, 1], [1, NaN, 2], Array<number>(50).fill(NaN)])
    expect(() => median(Float32Array.from(list))).not.toThrow();
});
