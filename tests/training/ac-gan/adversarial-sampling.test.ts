/** The choice among generated candidates. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greatestScores } from '../../../src/training/ac-gan/adversarial-sampling.ts';

test('the rows with the greatest scores, in ascending order', () => {
  expect([...greatestScores([0.1, -2, 5, 0.1, 4], 3)]).toEqual([0, 2, 4]);
});

test('of equal scores the first; none that is not a number before one that is', () => {
  expect([...greatestScores([1, 1, 1, 1], 2)]).toEqual([0, 1]);
  expect([...greatestScores([NaN, -7, NaN, 3], 2)]).toEqual([1, 3]);
});

test('no score that is left out exceeds one that is kept; all are kept where γ is 1', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 40 }), fc.nat(), (scores, n) => {
      const count = 1 + (n % scores.length);
      const kept = [...greatestScores(scores, count)];
      expect(new Set(kept).size).toBe(count);
      expect(kept).toEqual([...kept].sort((a, b) => a - b));
      const least = Math.min(...kept.map((at) => scores[at]!));
      scores.forEach((score, at) => kept.includes(at) || expect(score).toBeLessThanOrEqual(least));
    }),
  );
});
