/** Labels per class: the labelled set's counts over the cycles, and the class proportions of the pool. */
import type { FigureTable } from './csv.ts';
import { proportions } from './statistics.ts';
import { stepsOf, type StepTable } from './step-table.ts';

export interface LabelCounts {
  arm: number;
  name: string;
  cycle: number;
  labelled: number;
  counts: number[];
  /** Of the labelled set, summing to 1. */
  shares: number[];
}

/** Of one arm under one seed, cycle by cycle. */
export function labelCounts(table: StepTable, seed: number, arm: number): LabelCounts[] {
  const name = table.arms[arm] ?? '';
  return stepsOf(table, seed, arm).flatMap((step) =>
    step?.measured
      ? [
          {
            arm,
            name,
            cycle: step.cycle,
            labelled: step.measured.labelled,
            counts: step.measured.counts,
            shares: proportions(step.measured.counts),
          },
        ]
      : [],
  );
}

/** Counts of every arm at the cycle, or at its last one before that; arms without any are left out. */
export function labelCountsAt(table: StepTable, seed: number, cycle: number): LabelCounts[] {
  return table.arms.flatMap((_, arm) => {
    const last = labelCounts(table, seed, arm).findLast((one) => one.cycle <= cycle);
    return last ? [last] : [];
  });
}

/** Shares of the classes in the pool of a seed; undefined where the pool has no labels. */
export function poolShares(table: StepTable, seed: number): number[] | undefined {
  const counts = table.splits.get(seed)?.poolCounts;
  return counts?.some((count) => count > 0) ? proportions(counts) : undefined;
}

/** A row per arm and cycle, with a column per class. */
export const labelCountsTable = (table: StepTable, seed: number): FigureTable => ({
  columns: ['arm', 'seed', 'cycle', 'labels', ...table.classes],
  rows: table.arms.flatMap((_, arm) =>
    labelCounts(table, seed, arm).map((one) => [
      ...[one.name, seed, one.cycle, one.labelled],
      ...table.classes.map((_class, label) => one.counts[label] ?? 0),
    ]),
  ),
});
