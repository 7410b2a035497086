/** Each arm's measure less that of random sampling, cycle by cycle. */
import { curveTable } from '../../../metrics/curves/curve-table.ts';
import { gainCurves, randomArm } from '../../../metrics/curves/gain.ts';
import { columnLabel, differenceUnit, shownScale, withinSentence } from '../../../metrics/measure-values.ts';
import type { Figure } from '../figure.ts';

export const gain: Figure = {
  id: 'gain',
  title: 'Gain over random sampling',
  term: 'learning curve',
  currentTitle: ({ measure }) => `Gain in ${withinSentence(measure.label)} over random sampling`,
  about:
    'How much better each arm is than the random arm after each training: the mean over the seeds of the differences within a seed, which shares split and initial set, with its 95% interval. Above 0 is better than random, for every measure. An interval that leaves out 0 at one of many label counts is weak evidence: the sentences under the accuracy judge the whole curve.',
  slot: 'below',
  pace: 'relaxed',
  applies: ({ table }) => randomArm(table) !== undefined,
  table: ({ table, measure }) =>
    curveTable(
      gainCurves(table, measure),
      columnLabel({ ...measure, unit: differenceUnit(measure) }, 'gain'),
      shownScale(measure),
    ),
  View: { load: () => import('./View.svelte') },
};
