/** Look-ups in ascending lists of indices, so that pools of a million samples are never copied into a set. */

/** The first position whose value is not less; the length where there is none. */
export function lowerBound(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const includesSorted = (sorted: Int32Array, value: number): boolean =>
  sorted[lowerBound(sorted, value)] === value;

/**
 * Positions in `all` whose values are missing in `some`, in time proportional to their number.
 * @param some ascending, a subset of `all`
 */
export function missingPositions(some: Int32Array, all: Int32Array): Set<number> {
  const missing = new Set<number>();
  for (let from = 0; missing.size < all.length - some.length;) {
    // up to the next missing value, the lists are equal at a constant offset
    const offset = missing.size;
    let [low, high] = [from, all.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (some[middle - offset] === all[middle]) low = middle + 1;
      else high = middle;
    }
    missing.add(low);
    from = low + 1;
  }
  return missing;
}
