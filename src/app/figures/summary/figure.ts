/** The arms in numbers. */
import { summaryTable } from '../../../metrics/comparison/summary.ts';
import type { Figure } from '../figure.ts';

export const summary: Figure = {
  id: 'summary',
  title: 'Summary',
  about:
    'Each arm at the largest number of labels that all arms have reached: its accuracy or the measure that you choose, the mean of it over all labels so far (AUC), its lead over the baseline with a 95% interval, paired by seed, and the time it took.',
  slot: 'below',
  pace: 'relaxed',
  applies: () => true,
  table: ({ table, measure }) => summaryTable(table, measure),
  View: { load: () => import('./View.svelte') },
};
