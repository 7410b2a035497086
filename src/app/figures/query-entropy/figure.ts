/** How uncertain the learner was of its queries. */
import { queryEntropyCurves } from '../../../metrics/curves/query-entropy.ts';
import { curveTable } from '../../../metrics/curves/curve-table.ts';
import type { Figure } from '../figure.ts';

export const queryEntropy: Figure = {
  id: 'query-entropy',
  title: 'Predictive entropy of the queries',
  term: 'predictive entropy',
  about:
    'Mean entropy of the learner’s predictions for the samples that each cycle queried, in nats: 0 where the learner is certain, ln K where it takes all K classes to be equally likely.',
  slot: 'below',
  pace: 'soon',
  applies: () => true,
  table: ({ table }) => curveTable(queryEntropyCurves(table), 'mean entropy (nats)'),
  View: { load: () => import('./View.svelte') },
};
