/** Arms that query the most uncertain samples of random subsets of the pool, by the size of the subset. */
import { subsetRows, subsetTable } from '../../../metrics/queries/subset-comparison.ts';
import type { Figure } from '../figure.ts';

export const poolSubsets: Figure = {
  id: 'pool-subsets',
  title: 'Query pool subsets',
  term: 'pool',
  about:
    'Arms that query the most uncertain samples of a random subset of the pool, by the size of that subset: mean entropy of their queries and accuracy at the end (ASAL, supplement, Fig. 16). The most uncertain samples of all are often not the best to label.',
  slot: 'below',
  pace: 'relaxed',
  layout: { wide: true },
  applies: ({ table, measure }) => subsetRows(table, measure).length > 0,
  table: ({ table, measure }) => subsetTable(table, measure),
  View: { load: () => import('./View.svelte') },
};
