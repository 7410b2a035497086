/**
 * Balance of the labelled set: the entropy of its class proportions divided by ln K, which is 1 for equally many labels of
 * each class and 0 for a single class, for any number of classes K.
 */
import { stepCurves, type Curve } from './curves.ts';
import { entropyOfCounts } from '../statistics.ts';
import type { StepTable } from '../step-table.ts';

/** @param counts samples of each class, zeros included; NaN where nothing is counted or there is one class */
export function balanceOf(counts: readonly number[]): number {
  return counts.length < 2 ? NaN : entropyOfCounts(counts) / Math.log(counts.length);
}

export const balanceCurves = (table: StepTable): Curve[] =>
  stepCurves(table, ({ measured }) => measured && { labelled: measured.labelled, value: balanceOf(measured.counts) });

/** The balance of the pool, for a line of comparison; undefined before the first split. */
export function poolBalance(table: StepTable): number | undefined {
  const [split] = table.splits.values();
  const balance = split ? balanceOf(split.poolCounts) : NaN;
  return Number.isFinite(balance) ? balance : undefined;
}
