/** Rank correlation (Spearman 1904) of two lists without equal values. */
import { mean } from './descent.ts';

const ranks = (values: readonly number[]): number[] => {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const found = new Array<number>(values.length);
  order.forEach((at, rank) => (found[at] = rank));
  return found;
};

export function spearman(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [ranks(first), ranks(second)];
  const middle = mean(a);
  const products = (x: readonly number[], y: readonly number[]) =>
    mean(x.map((one, i) => (one - middle) * (y[i]! - middle)));
  return products(a, b) / products(a, a);
}
