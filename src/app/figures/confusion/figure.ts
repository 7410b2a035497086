/** Test samples by true and predicted class. */
import { confusionTable, hasConfusion } from '../../../metrics/confusion.ts';
import type { Figure } from '../figure.ts';

export interface ConfusionOptions {
  /** The arm shown. */
  arm: number;
}

export const confusion: Figure<ConfusionOptions> = {
  id: 'confusion',
  title: 'Confusion matrix',
  term: 'confusion matrix',
  about:
    'Test samples of an arm by their true class (row) and the class that the learner predicts (column), at the shown cycle and seed. The darker a cell, the larger its share of the row. A cell opens its samples: the learner is trained again from the log to find them.',
  slot: 'below',
  pace: 'relaxed',
  options: () => ({ arm: 0 }),
  applies: ({ table }) => hasConfusion(table),
  table: confusionTable,
  View: { load: () => import('./View.svelte') },
};
