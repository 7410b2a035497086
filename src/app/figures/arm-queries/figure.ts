/** An arm of images or tables: its accuracy and its queries at the shown cycle. */
import type { Figure } from '../figure.ts';
import { queriesTable } from '../../../metrics/queries/queries-table.ts';

export const armQueries: Figure = {
  id: 'arm-queries',
  title: 'Queries of an arm',
  currentTitle: ({ table, arm }) => `Queries of ${table.arms[arm] ?? ''}`,
  about:
    'The samples that the arm queries at the shown cycle, the highest acquisition score first. The number is the accuracy on the test set. A frame marks samples that other arms query too; a click opens a sample’s history.',
  slot: 'arms',
  pace: 'live',
  applies: ({ kind }) => kind !== undefined && kind !== 'plane',
  table: (context) => queriesTable(context, context.arm),
  View: { load: () => import('./View.svelte') },
};
