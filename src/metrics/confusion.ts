/** Confusion matrices of the log: test samples by true and predicted class. */
import { decodeConfusion, type ConfusionCell } from '../protocol/confusion.ts';
import type { StepKey } from '../protocol/events.ts';
import type { FigureTable } from './csv.ts';
import { lastStep, type StepTable } from './step-table.ts';

export interface ConfusionMatrix extends StepKey {
  labelled: number;
  /** Pairs of classes that occur, row by row. */
  cells: ConfusionCell[];
  /** Test samples of each class. */
  totals: number[];
}

/** Of an arm's last measured cycle up to `upTo`; undefined where the log has none. */
export function confusionAt(
  table: StepTable,
  { seed, arm, upTo }: { seed: number; arm: number; upTo: number },
): ConfusionMatrix | undefined {
  const step = lastStep(table, seed, arm, ({ measured }) => !!measured?.confusion, upTo);
  if (!step?.measured?.confusion) return undefined;
  const cells = decodeConfusion(step.measured.confusion, table.classes.length);
  const totals = table.classes.map(() => 0);
  for (const { label, count } of cells) totals[label]! += count;
  return { seed, arm, cycle: step.cycle, labelled: step.measured.labelled, cells, totals };
}

/** Whether the log has confusion matrices; logs of format 1 have none. */
export const hasConfusion = (table: StepTable): boolean =>
  [...table.steps.values()].some((arms) => arms.some((steps) => steps.some((step) => step?.measured?.confusion)));

interface ShownMatrices {
  table: StepTable;
  seed: number;
  upTo: number;
}

/** A row per arm and pair of classes at the shown cycle. */
export const confusionTable = ({ table, seed, upTo }: ShownMatrices): FigureTable => ({
  columns: ['arm', 'seed', 'cycle', 'labels', 'true class', 'predicted class', 'samples', 'share of the class'],
  rows: table.arms.flatMap((name, arm) => {
    const matrix = confusionAt(table, { seed, arm, upTo });
    if (!matrix) return [];
    return matrix.cells.map(({ label, predicted, count }) => [
      ...[name, seed, matrix.cycle, matrix.labelled],
      ...[table.classes[label], table.classes[predicted], count, count / matrix.totals[label]!],
    ]);
  }),
});
