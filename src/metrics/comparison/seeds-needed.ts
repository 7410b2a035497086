/** How many seeds would tell two arms apart: the sample size of a paired t-test for the difference and the spread that were seen. */
import { mean, standardDeviation } from '../statistics.ts';
import { studentQuantile } from './student-t.ts';

/** Of the test: how often it may find a difference where there is none, and how often it finds this one. */
const [SIGNIFICANCE, POWER] = [0.05, 0.8];
/** Beyond this the answer is “far too many”. */
export const MOST_SEEDS = 1000;

/**
 * The smallest n ≥ 2 with n ≥ ((t₁₋α⸝₂ + t_power) · s / d)², the quantiles of n − 1 degrees of freedom (the usual approximation by
 * central t: 34 for d/s = 0.5, 10 for 1). The difference seen in few seeds is uncertain itself, and so is this number.
 * @param differences one for each seed, at least two
 * @returns undefined without spread or difference to go by; Infinity above `MOST_SEEDS`
 */
export function seedsNeeded(differences: readonly number[]): number | undefined {
  if (differences.length < 2) return undefined;
  const effect = Math.abs(mean(differences)) / standardDeviation(differences);
  if (!Number.isFinite(effect) || effect < 1e-9) return undefined;
  const enough = (seeds: number): boolean => {
    const quantiles = studentQuantile(1 - SIGNIFICANCE, seeds - 1) + studentQuantile(2 * POWER - 1, seeds - 1);
    return seeds >= (quantiles / effect) ** 2;
  };
  if (!enough(MOST_SEEDS)) return Infinity;
  let [low, high] = [1, MOST_SEEDS];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
