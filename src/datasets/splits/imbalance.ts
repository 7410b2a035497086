/**
 * Pools with classes of different sizes, and initial sets of some classes only: the settings of "Distribution-aware active
 * learning by Gaussian mixtures", Section 4.2 (step), A.5 (long tail) and A.4 (category mismatch). Only the pool is
 * thinned; validation and test are drawn before, so that accuracy is measured on the original proportions.
 */
import { Problem } from '../../protocol/problem.ts';
import type { ImbalanceSpec } from '../../protocol/spec.ts';
import { formatCount, proportionalQuota } from './quotas.ts';

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

/** How many classes, from the first, an initial set may hold: the rounded share, at least one. */
export const initialClassCount = (classes: number, share = 1): number =>
  Math.min(classes, Math.max(1, Math.round(share * classes)));

interface ImbalancedClasses {
  /** Class names in label order, for messages. */
  names: readonly string[];
  imbalance: ImbalanceSpec;
  /** Samples in the pool; as many as the shares leave if absent. */
  size?: number | undefined;
}

/**
 * Samples of each class in an imbalanced pool: all that the shares leave, rounded down, or `size` in the same proportions.
 * @param available samples of each class
 * @throws Problem `unfit` where a class with samples would have none, or `size` exceeds what the shares leave
 */
export function imbalancedCounts({
  available,
  names,
  imbalance,
  size,
}: ImbalancedClasses & { available: readonly number[] }): number[] {
  const shares = classShares(imbalance, available.length);
  const kept = available.map((count, label) => count * shares[label]!);
  // The tolerance rounds up what rounding errors have left just short of a whole number.
  const whole = kept.map((count) => Math.floor(count + 1e-6));
  const total = whole.reduce((a, b) => a + b, 0);
  const what = imbalance.kind === 'step' ? 'step imbalance' : 'long tail';
  if (size !== undefined && size > total)
    throw new Problem(
      'unfit',
      `The pool of ${formatCount(size)} is larger than the ${formatCount(total)} samples that the ${what} leaves.`,
      `Ask for at most ${formatCount(total)}, or make the classes less unequal.`,
    );
  const counts = size === undefined ? whole : proportionalQuota(kept, size, [...available.keys()]);
  const empty = counts.findIndex((count, label) => count === 0 && available[label]! > 0);
  if (empty >= 0) {
    const all = kept.reduce((a, b) => a + b, 0);
    const exact = Number((kept[empty]! * (size === undefined ? 1 : size / all)).toPrecision(2));
    throw new Problem(
      'unfit',
      `The ${what} leaves no sample of the class “${names[empty]}” in the pool: of its ${formatCount(available[empty]!)} it would keep ${exact}.`,
      'Make the classes less unequal, or use a larger pool.',
    );
  }
  return counts;
}

/**
 * The first samples of each class, as many as the imbalance leaves.
 * @param from samples in random order
 * @param labels of the whole data set
 * @returns in the given order
 */
export function imbalancedPool(from: Int32Array, labels: Int32Array, classes: ImbalancedClasses): Int32Array {
  const available = new Array<number>(classes.names.length).fill(0);
  for (const sample of from) available[labels[sample]!]!++;
  const quota = imbalancedCounts({ available, ...classes });
  return from.filter((sample) => quota[labels[sample]!]!-- > 0);
}
