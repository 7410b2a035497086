/** Points in a feature space as one flat array, and the two distances that the rooms above measure there. */

export interface Points {
  /** `[count, size]` row-major. */
  values: Float32Array;
  count: number;
  /** Dimensions of one point. */
  size: number;
}

/** The rows of some points one after the other: row `order[i]` comes to be row i. */
export function rowsInOrder({ values, size }: Points, order: Int32Array): Float32Array {
  const rows = new Float32Array(order.length * size);
  for (let i = 0; i < order.length; i++) rows.set(values.subarray(order[i]! * size, (order[i]! + 1) * size), i * size);
  return rows;
}

/**
 * Squared Euclidean distance between point `i` of `a` and point `j` of `b`.
 * @param limit once the sum has passed it, any number from there on may be returned: the caller has a nearer one
 */
export function squaredDistance(a: Points, i: number, b: Points, j: number, limit = Infinity): number {
  const { values: x } = a;
  const { values: y } = b;
  let p = i * a.size;
  let q = j * b.size;
  const end = p + a.size;
  let sum = 0;
  while (p < end) {
    const stop = Math.min(end, p + 16);
    for (; p < stop; p++, q++) {
      const difference = x[p]! - y[q]!;
      sum += difference * difference;
    }
    if (sum > limit) break;
  }
  return sum;
}

/**
 * City-block distance (sum of absolute differences), the one that medians minimise.
 * @param limit as for `squaredDistance`
 */
export function cityBlockDistance(a: Points, i: number, b: Points, j: number, limit = Infinity): number {
  const { values: x } = a;
  const { values: y } = b;
  let p = i * a.size;
  let q = j * b.size;
  const end = p + a.size;
  let sum = 0;
  while (p < end) {
    const stop = Math.min(end, p + 16);
    for (; p < stop; p++, q++) sum += Math.abs(x[p]! - y[q]!);
    if (sum > limit) break;
  }
  return sum;
}
