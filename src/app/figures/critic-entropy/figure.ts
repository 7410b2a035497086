/** How certain critics and discriminators are. */
import { verdictCurves } from '../../../metrics/curves/critic-entropy.ts';
import { curveTable } from '../../../metrics/curves/curve-table.ts';
import type { Figure } from '../figure.ts';

export const criticEntropy: Figure = {
  id: 'critic-entropy',
  title: 'Entropy of the critic',
  term: 'critic entropy',
  about:
    'Mean entropy of the critic’s predictions of labelled against unlabelled samples after each training, in nats: ln 2 (.69) where it cannot tell them apart, 0 where it is certain.',
  slot: 'middle',
  pace: 'relaxed',
  applies: ({ table }) => verdictCurves(table).some((curve) => curve.mean.length > 0),
  table: ({ table }) => curveTable(verdictCurves(table), 'entropy of the critic (nats)'),
  View: { load: () => import('./View.svelte') },
};
