/** The arms ranked over the run on show and the stored runs drawn beside it. */
import { ranksTable } from '../../../metrics/ranks/ranked-runs.ts';
import type { Figure } from '../figure.ts';
import { rankedRuns } from './ranked-runs.ts';

export const ranks: Figure = {
  id: 'ranks',
  title: 'Ranks over runs',
  term: 'learning curve',
  about:
    'Where several runs are shown, each taken as one data set: the arms’ mean ranks by the area under their curves, 1 for the best. A bar joins arms whose mean ranks differ by less than Nemenyi’s critical difference at 5% (Demšar 2006); the table has each run’s values and ranks, and Wilcoxon’s test of every pair with Holm’s correction.',
  slot: 'below',
  pace: 'relaxed',
  layout: { wide: true },
  applies: (context) => rankedRuns(context) !== undefined,
  table: (context) => {
    const ranked = rankedRuns(context);
    return ranked ? ranksTable(ranked, context.measure) : { columns: ['run', 'arm'], rows: [] };
  },
  View: { load: () => import('./View.svelte') },
};
