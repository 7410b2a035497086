/** Apportions a number of samples among classes. */

/**
 * As equal as possible: two quotas differ by more than one only where a class has no more samples. Remainders go to classes
 * in the given random order.
 * @param available samples of each class
 * @returns samples to take of each class
 */
export function equalQuota(available: readonly number[], size: number, order: ArrayLike<number>): number[] {
  const quota = new Array<number>(available.length).fill(0);
  for (let assigned = 0; assigned < size;) {
    const before = assigned;
    for (let k = 0; k < order.length && assigned < size; k++) {
      const label = order[k]!;
      if (quota[label]! < available[label]!) {
        quota[label]!++;
        assigned++;
      }
    }
    if (assigned === before) break;
  }
  return quota;
}

/**
 * In the proportions of `available`, by the largest remainder (Hamilton's method); ties go by the given random order.
 * @returns samples to take of each class
 */
export function proportionalQuota(available: readonly number[], size: number, order: ArrayLike<number>): number[] {
  const total = available.reduce((a, b) => a + b, 0);
  const exact = available.map((count) => (count * size) / total);
  const quota = exact.map(Math.floor);
  let left = size - quota.reduce((a, b) => a + b, 0);
  const byRemainder = Array.from(order).sort((a, b) => exact[b]! - quota[b]! - (exact[a]! - quota[a]!));
  for (const label of byRemainder) {
    if (left === 0) break;
    if (quota[label]! === available[label]!) continue;
    quota[label]!++;
    left--;
  }
  return quota;
}

/** "12,000": numbers of samples in messages. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');
