/** Which classes the labels went to. */
import { labelCountsTable } from '../../../metrics/label-counts.ts';
import type { Figure } from '../figure.ts';
import View from './View.svelte';

export const labelsPerClass: Figure = {
  id: 'labels-per-class',
  title: 'Labels per class',
  about:
    'Class proportions of each arm’s labelled set at the shown cycle, with its size at the end of the row. The ticks are the class proportions of the pool, which random queries follow.',
  slot: 'side',
  pace: 'soon',
  applies: () => true,
  table: ({ table, seed }) => labelCountsTable(table, seed),
  View,
};
