/** Test samples by true and predicted class. */
import { confusionAt, hasConfusion } from '../../../metrics/confusion.ts';
import type { Figure } from '../figure.ts';

export interface ConfusionOptions {
  /** The arm shown. */
  arm: number;
}

export const confusion: Figure<ConfusionOptions> = {
  id: 'confusion',
  title: 'Confusion matrix',
  about:
    'Test samples of an arm by their true class (row) and the class that the learner predicts (column), at the shown cycle and seed. The darker a cell, the larger its share of the row. A cell opens its samples: the learner is trained again from the log to find them.',
  slot: 'below',
  pace: 'relaxed',
  options: () => ({ arm: 0 }),
  applies: ({ table }) => hasConfusion(table),
  table: ({ table, seed, upTo }) => ({
    columns: ['arm', 'seed', 'cycle', 'labels', 'true class', 'predicted class', 'samples', 'share of the class'],
    rows: table.arms.flatMap((name, arm) => {
      const matrix = confusionAt(table, { seed, arm, upTo });
      if (!matrix) return [];
      return matrix.cells.map(({ label, predicted, count }) => [
        ...[name, seed, matrix.cycle, matrix.labelled],
        ...[table.classes[label], table.classes[predicted], count, count / matrix.totals[label]!],
      ]);
    }),
  }),
  View: { load: () => import('./View.svelte') },
};
