/** Class-wise balance by pseudo-labels: how many of a batch go to each predicted class. */

/**
 * As equal as can be: classes with too few candidates give all they have, the others share the rest. Of a remainder
 * that does not divide, classes earlier in `order` get one more.
 * @param available candidates of each class
 * @param order of the classes, most wanted first
 */
export function quotas(available: ArrayLike<number>, size: number, order: readonly number[]): Int32Array {
  const given = new Int32Array(available.length);
  let left = size;
  while (left > 0) {
    const open = order.filter((c) => given[c]! < available[c]!);
    if (open.length === 0) break;
    const each = Math.max(1, Math.floor(left / open.length));
    for (const c of open) {
      const more = Math.min(each, available[c]! - given[c]!, left);
      given[c]! += more;
      left -= more;
    }
  }
  return given;
}
