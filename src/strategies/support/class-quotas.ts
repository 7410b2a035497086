/** Class balance by pseudo-labels: the number of queries for each predicted class. */

/**
 * As equal as possible: classes with too few candidates give all of them, the others share the rest. Of a remainder that does
 * not divide, classes earlier in `order` get one more.
 * @param available number of candidates of each class
 * @param size of the batch
 * @param order of the classes, by rank
 */
export function classQuotas(available: ArrayLike<number>, size: number, order: readonly number[]): Int32Array {
  const granted = new Int32Array(available.length);
  let remaining = size;
  while (remaining > 0) {
    const open = order.filter((c) => granted[c]! < available[c]!);
    if (open.length === 0) break;
    const each = Math.max(1, Math.floor(remaining / open.length));
    for (const c of open) {
      const more = Math.min(each, available[c]! - granted[c]!, remaining);
      granted[c]! += more;
      remaining -= more;
    }
  }
  return granted;
}
