/** Every arm against every other. */
import { pairColumns, pairRows } from '../../../metrics/comparison/pairwise.ts';
import type { Figure } from '../figure.ts';

export const comparison: Figure = {
  id: 'comparison',
  title: 'Comparison of the arms',
  term: 'confidence interval',
  about:
    'Differences between each two arms, row less column, paired by seed: at the end of the curves, over their area, or as the number of cycles in which the row is ahead. Positive means that the row is better, also where less is better. Bold and tinted where a pair differs significantly, with Holm’s correction for all pairs.',
  slot: 'below',
  pace: 'relaxed',
  layout: { wide: true },
  applies: ({ table }) => table.arms.length > 1,
  table: ({ table, measure }) => ({ columns: pairColumns, rows: pairRows(table, [measure]) }),
  View: { load: () => import('./View.svelte') },
};
