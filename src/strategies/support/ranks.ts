/** Rank normalisation, which makes metrics of different ranges and distributions comparable. */
import { countWhile } from '../../algorithms/count-while.ts';

/** Of each value the share of all values that are not greater, in (0, 1]; equals have the mean of their ranks; NaN has rank 0. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Array.from(values, (_, i) => i)
    .filter((i) => !Number.isNaN(values[i]!))
    .sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    // ranks from + 1 … to
    for (let at = from; at < to; at++) ranks[order[at]!] = (from + 1 + to) / 2 / values.length;
    from = to;
  }
  return ranks;
}

/**
 * Rank of another value among ascending ones, in 0 … 1: of a value that is one of them, the rank that `ranksOf` gives it, and
 * otherwise the share of the lower ones; 0 for NaN.
 */
export function rankAmong(sorted: Float64Array, value: number): number {
  const lower = countWhile(sorted, (one) => one < value);
  const upTo = countWhile(sorted, (one) => one <= value);
  return (lower < upTo ? (lower + 1 + upTo) / 2 : upTo) / Math.max(1, sorted.length);
}
