/** Which classes the labels went to. */
import { labelCountsTable } from '../../../metrics/label-counts.ts';
import type { Figure } from '../figure.ts';

export const labelsPerClass: Figure = {
  id: 'labels-per-class',
  title: 'Labels per class',
  term: 'labelled set',
  about:
    'How much larger or smaller the share of each class is in an arm’s labelled set than in the pool, in points, at the shown cycle; the size of the set is at the end of the row. Random queries follow the pool: the line.',
  slot: 'below',
  pace: 'soon',
  applies: () => true,
  table: ({ table, seed }) => labelCountsTable(table, seed),
  View: { load: () => import('./View.svelte') },
};
