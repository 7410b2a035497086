/** Sample sizes of the paired t-test against tables (two-sided 5%, power 80%). */
import { describe, expect, test } from 'vitest';
import { MOST_SEEDS, seedsNeeded } from '../../../src/metrics/comparison/seeds-needed.ts';

/** Two differences with this mean and a standard deviation (n − 1) of 1. */
const withEffect = (effect: number): number[] => [effect - Math.SQRT1_2, effect + Math.SQRT1_2];

describe('the seeds that would tell two arms apart', () => {
  // Cohen 1988 and G*Power for the difference of two dependent means
  test.each([
    [0.2, 199],
    [0.3, 90],
    [0.5, 34],
    [0.8, 15],
    [1, 10],
  ])('are as many as the tables say for a standardised difference of %d: %i', (effect, seeds) => {
    expect(seedsNeeded(withEffect(effect))).toBe(seeds);
    expect(seedsNeeded(withEffect(-effect))).toBe(seeds);
  });

  test('do not depend on the unit of the measure', () => {
    const differences = [0.4, 1.3, -0.2, 0.9];
    expect(seedsNeeded(differences.map((one) => one / 100))).toBe(seedsNeeded(differences));
  });

  test('are unknown for one seed, without a spread, and without a difference', () => {
    expect(seedsNeeded([0.3])).toBeUndefined();
    expect(seedsNeeded([0.3, 0.3, 0.3])).toBeUndefined();
    expect(seedsNeeded([-1, 1])).toBeUndefined();
  });

  test('are too many to say beyond a bound', () => {
    expect(seedsNeeded(withEffect(0.01))).toBe(Infinity);
    expect(seedsNeeded(withEffect(3 / Math.sqrt(MOST_SEEDS)))).toBeLessThanOrEqual(MOST_SEEDS);
  });
});
