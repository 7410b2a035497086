/**
 * Holm's correction (1979): of m comparisons judged together, the chance that any is called significant although there is no
 * difference stays below 5%. The smallest p is multiplied by m, the next by m − 1, and so on, each at least as large as the
 * one before.
 */

/**
 * @param ps p-values; NaN where a comparison has none (one seed, no spread), which counts as a comparison all the same
 * @returns adjusted p-values in the same order, at most 1; NaN where there was none
 */
export function holmAdjusted(ps: readonly number[]): number[] {
  const adjusted = ps.map(() => NaN);
  const ascending = ps.map((_, place) => place).filter((place) => Number.isFinite(ps[place]));
  ascending.sort((a, b) => ps[a]! - ps[b]!);
  let least = 0;
  ascending.forEach((place, rank) => {
    least = Math.max(least, Math.min(1, (ps.length - rank) * ps[place]!));
    adjusted[place] = least;
  });
  return adjusted;
}
