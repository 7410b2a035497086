/** The median without sorting: quickselect (Hoare 1961, in Wirth's form). */

/** The median; of an even number of values, the mean of the two in the middle. Reorders the values. */
export function median(values: Float32Array): number {
  const middle = values.length >> 1;
  const upper = quickselect(values, middle);
  if (values.length % 2) return upper;
  // All values left of the middle are at most as great: the greatest of them is the other middle value.
  let lower = -Infinity;
  for (let i = 0; i < middle; i++) if (values[i]! > lower) lower = values[i]!;
  return (lower + upper) / 2;
}

/** The value at position `k` in sorted order; moves it there, with no greater value before it. */
function quickselect(values: Float32Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[k]!;
    let i = left;
    let j = right;
    do {
      while (values[i]! < pivot) i++;
      while (pivot < values[j]!) j--;
      if (i <= j) {
        const swapped = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swapped;
      }
    } while (i <= j);
    if (j < k) left = i;
    if (k < i) right = j;
  }
  return values[k]!;
}
