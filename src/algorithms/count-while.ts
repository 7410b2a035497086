/** Number of values at the beginning for which a condition holds that holds for no value after them. */
export function countWhile(sorted: ArrayLike<number>, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
