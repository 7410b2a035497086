/** Query targets of strategies that generate samples, and the real samples queried in their place. */
import { hasQueryTargets } from '../../../metrics/queries/query-targets.ts';
import type { Figure } from '../figure.ts';
import { queryTargetsTable } from '../../../metrics/queries/query-targets-table.ts';

export const queryTargets: Figure = {
  id: 'query-targets',
  title: 'Query targets and matches',
  term: 'query targets',
  about:
    'Samples that a generator was optimised for, so that the learner is uncertain of them, over the real samples that are nearest to them in feature space and were queried in their place (ASAL, Fig. 2). A target’s entropy is above that of its match where the pool has no sample like it.',
  slot: 'centre',
  pace: 'soon',
  applies: ({ table }) => hasQueryTargets(table),
  table: queryTargetsTable,
  View: { load: () => import('./View.svelte') },
};
