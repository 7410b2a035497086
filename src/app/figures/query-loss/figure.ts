/** How hard the queried samples were, and for one arm what each part of its score would have queried alone. */
import { armWithMetrics, queryLossCurves, shownQueryLossCurves } from '../../../metrics/curves/query-loss.ts';
import { curveTable } from '../../../metrics/curves/curve-table.ts';
import type { Figure } from '../figure.ts';

export interface QueryLossOptions {
  /** The arm whose score components are shown; −1: every arm. */
  arm: number;
}

const title = 'Cross-entropy of the queries';

export const queryLoss: Figure<QueryLossOptions> = {
  id: 'query-loss',
  title,
  currentTitle: ({ table }, options) => {
    const arm = armWithMetrics(table, options.arm);
    return arm < 0 ? title : `${title} by score component: ${table.arms[arm]}`;
  },
  about:
    'Mean cross-entropy of the queried samples, −ln p of their true class, before the learner was trained on them: higher means harder samples. For an arm whose score has components, also of the samples that each component alone would have queried.',
  slot: 'middle',
  pace: 'relaxed',
  options: () => ({ arm: -1 }),
  applies: ({ table }) => queryLossCurves(table).some((curve) => curve.mean.length > 0),
  table: ({ table }, { arm }) => curveTable(shownQueryLossCurves(table, arm), 'mean cross-entropy (nats)'),
  View: { load: () => import('./View.svelte') },
};
