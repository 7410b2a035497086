/** Points in a feature space as one flat array, and two distances between them. */

export interface Points {
  /** `[count, size]` row-major. */
  values: Float32Array;
  count: number;
  /** Dimensions of one point. */
  size: number;
}

/** Rows of `size` values as points. */
export const pointsOf = (values: Float32Array, size: number): Points => ({
  values,
  count: values.length / size,
  size,
});

/** The rows of points in another order: row i of the result is row `order[i]`. */
export function rowsInOrder({ values, size }: Points, order: Int32Array): Float32Array {
  const rows = new Float32Array(order.length * size);
  for (let i = 0; i < order.length; i++) rows.set(values.subarray(order[i]! * size, (order[i]! + 1) * size), i * size);
  return rows;
}

/** The points at these positions. */
export const pointsAt = (points: Points, positions: Int32Array): Points => ({
  values: rowsInOrder(points, positions),
  count: positions.length,
  size: points.size,
});

/**
 * Squared Euclidean distance between point `i` of `a` and point `j` of `b`.
 * @param limit once the sum exceeds it, any larger number may be returned: the caller has a nearer point
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
 * City-block distance: the sum of absolute differences, which medians minimise.
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
