/** Queried samples of the shown cycle. */
import type { Figure } from '../figure.ts';
import { queriesTable } from '../../../metrics/queries/queries-table.ts';
import View from './View.svelte';

export const queries: Figure = {
  id: 'queries',
  title: 'Queried samples',
  term: 'query',
  about:
    'The samples that each arm queried in the shown cycle, in the order of its acquisition score, with their class and whether the learner predicted it. Framed samples were queried by several arms; a click opens a sample’s history.',
  slot: 'centre',
  pace: 'soon',
  applies: () => true,
  table: (context) => queriesTable(context),
  View,
};
