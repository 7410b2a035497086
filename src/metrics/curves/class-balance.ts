/**
 * Shares of the classes in the labelled set, and its balance: the entropy of the shares divided by ln K, which is 1 for equally
 * many labels of each class and 0 for a single class, for any number of classes K.
 */
import { stepCurves, type Curve } from './curves.ts';
import { entropyOfCounts, proportions } from '../statistics.ts';
import type { StepTable } from '../step-table.ts';

/** @param counts samples of each class, zeros included; NaN where nothing is counted or there is one class */
export function balanceOf(counts: readonly number[]): number {
  return counts.length < 2 ? NaN : entropyOfCounts(counts) / Math.log(counts.length);
}

export const balanceCurves = (table: StepTable): Curve[] =>
  stepCurves(table, ({ measured }) => measured && { labelled: measured.labelled, value: balanceOf(measured.counts) });

/** Share of one class among the labels of each cycle (label shares, as in figures 9 and 10 of ASAL). */
export const shareCurves = (table: StepTable, label: number): Curve[] =>
  stepCurves(
    table,
    ({ measured }) => measured && { labelled: measured.labelled, value: proportions(measured.counts)[label] ?? 0 },
  );

/** The class chosen, where the run has it: a figure's choices stay from run to run. */
export const classOf = ({ classes }: StepTable, label: number | undefined): number | undefined =>
  label !== undefined && label < classes.length ? label : undefined;

/** The balance of the pool, for a line of comparison; undefined before the first split. */
export function poolBalance(table: StepTable): number | undefined {
  const [split] = table.splits.values();
  const balance = split ? balanceOf(split.poolCounts) : NaN;
  return Number.isFinite(balance) ? balance : undefined;
}
