/**
 * How evenly the labelled set covers the classes: the entropy of its class proportions divided by ln K, so that 1 is
 * the same number of each class and 0 is one class only, whatever the number of classes K.
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

/** The pool's own balance, for a line to compare with; undefined before the first split. */
export function poolBalance(table: StepTable): number | undefined {
  const [split] = table.splits.values();
  const balance = split ? balanceOf(split.poolCounts) : NaN;
  return Number.isFinite(balance) ? balance : undefined;
}
