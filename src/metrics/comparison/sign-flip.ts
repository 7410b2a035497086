/**
 * The exact sign-flip test (Fisher's randomisation test of paired differences). If two arms are equally good, each
 * seed's difference is as likely to have one sign as the other. The p-value is the share of the 2ⁿ sign patterns of n
 * differences whose sum is at least as far from zero as the observed one. It assumes no distribution of the differences,
 * but few seeds cannot give a small p.
 */

/** Larger numbers of seeds are not enumerated: the work doubles with every two. */
const MAX_SEEDS = 24;

/** The smallest p that so many seeds can give: all differences of one sign, and the opposite pattern. */
export const minP = (seeds: number): number => Math.min(1, 2 ** (1 - seeds));

/**
 * The two-sided p-value, exact: all sign patterns are counted, as pairs of the sorted sums of two halves, which takes
 * a fraction of a millisecond for 24 seeds.
 * @param differences paired, in any unit
 * @returns from `minP` to 1; NaN for none, for more than 24, and where one is not finite
 */
export function signFlipP(differences: readonly number[]): number {
  const n = differences.length;
  if (n === 0 || n > MAX_SEEDS || !differences.every(Number.isFinite)) return NaN;
  const half = n >> 1;
  const [left, right] = [signedSums(differences.slice(0, half)), signedSums(differences.slice(half))];
  const observed = Math.abs(differences.reduce((sum, one) => sum + one, 0));
  const scale = differences.reduce((sum, one) => sum + Math.abs(one), 0);
  // Sums that differ only by rounding count as ties.
  const threshold = observed - 1e-9 * scale;
  if (threshold <= 0) return 1;
  // As many sums lie beyond −least as beyond +least: reversing every sign reverses the sum.
  let pairs = 0;
  let from = right.length;
  for (const one of left) {
    // As the left sum increases, more of the right sums suffice.
    while (from > 0 && one + right[from - 1]! >= threshold) from--;
    pairs += right.length - from;
  }
  return Math.min(1, (2 * pairs) / 2 ** n);
}

/** The sums of the values under all sign patterns, ascending: for each value, merges the sums minus it with the sums plus it. */
function signedSums(values: readonly number[]): Float64Array {
  let sums = new Float64Array(1);
  for (const value of values) {
    const size = Math.abs(value);
    const merged = new Float64Array(2 * sums.length);
    let [low, high] = [0, 0];
    for (let i = 0; i < merged.length; i++) {
      const takeLow = high >= sums.length || (low < sums.length && sums[low]! - size <= sums[high]! + size);
      merged[i] = takeLow ? sums[low++]! - size : sums[high++]! + size;
    }
    sums = merged;
  }
  return sums;
}
