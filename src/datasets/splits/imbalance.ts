/**
 * Pools whose classes differ in size, and initial sets that do not know every class: the settings of "Distribution-aware
 * active learning by Gaussian mixtures", Section 4.2 (step), A.5 (long tail) and A.4 (category mismatch). Only the pool
 * is thinned out; validation and test are drawn before, so that accuracy is measured on the data as they are.
 */
import { Problem } from '../../protocol/problem.ts';
import type { ImbalanceSpec } from '../../protocol/spec.ts';
import { proportionalQuota } from './quotas.ts';

/** The share of its samples that each class keeps, in label order; the largest share is 1. */
export function classShares(imbalance: ImbalanceSpec, classes: number): number[] {
  return Array.from({ length: classes }, (_, label) =>
    imbalance.kind === 'step'
      ? label < Math.ceil(classes / 2)
        ? 1
        : 1 / imbalance.ratio
      : imbalance.factor ** (classes > 1 ? label / (classes - 1) : 0),
  );
}

/** How many classes, from the first on, an initial set may hold: the nearest whole number, and at least one. */
export const initialClassCount = (classes: number, share = 1): number =>
  Math.min(classes, Math.max(1, Math.round(share * classes)));

/**
 * Samples of each class in an imbalanced pool: all that the shares leave, rounded down, or `size` in the same proportions.
 * @param available samples of each class that there are
 * @throws Problem `unfit` where a class that there is would have none, or `size` is more than is left
 */
export function imbalancedCounts(
  available: readonly number[],
  names: readonly string[],
  imbalance: ImbalanceSpec,
  size?: number,
): number[] {
  const shares = classShares(imbalance, available.length);
  const kept = available.map((count, label) => count * shares[label]!);
  // What rounding errors have left short of a whole number is one.
  const whole = kept.map((count) => Math.floor(count + 1e-6));
  const total = whole.reduce((a, b) => a + b, 0);
  const what = imbalance.kind === 'step' ? 'step imbalance' : 'long tail';
  if (size !== undefined && size > total)
    throw new Problem(
      'unfit',
      `The pool of ${number(size)} is larger than the ${number(total)} samples that the ${what} leaves.`,
      `Ask for at most ${number(total)}, or make the classes less unequal.`,
    );
  const counts =
    size === undefined
      ? whole
      : proportionalQuota(
          kept,
          size,
          available.map((_, label) => label),
        );
  const empty = counts.findIndex((count, label) => count === 0 && available[label]! > 0);
  if (empty >= 0) {
    const all = kept.reduce((a, b) => a + b, 0);
    const exact = Number((kept[empty]! * (size === undefined ? 1 : size / all)).toPrecision(2));
    throw new Problem(
      'unfit',
      `The ${what} leaves no sample of the class “${names[empty]}” in the pool: of its ${number(available[empty]!)} it would keep ${exact}.`,
      'Make the classes less unequal, or use a larger pool.',
    );
  }
  return counts;
}

/**
 * An imbalanced pool: of each class those that come first.
 * @param from samples in random order
 * @param labels of the whole data set
 * @returns in the order given
 */
export function imbalancedPool(
  from: Int32Array,
  labels: Int32Array,
  names: readonly string[],
  imbalance: ImbalanceSpec,
  size?: number,
): Int32Array {
  const available = new Array<number>(names.length).fill(0);
  for (const sample of from) available[labels[sample]!]!++;
  const quota = imbalancedCounts(available, names, imbalance, size);
  return from.filter((sample) => quota[labels[sample]!]!-- > 0);
}

const number = (n: number): string => n.toLocaleString('en-US');
