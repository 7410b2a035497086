/** Class-wise balance by pseudo-labels: how many of a batch go to each predicted class. */

/**
 * As equal as can be: classes with too few candidates give all they have, the others share the rest. Of a remainder
 * that does not divide, classes earlier in `order` get one more.
 * @param available candidates of each class
 * @param order of the classes, most wanted first
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
