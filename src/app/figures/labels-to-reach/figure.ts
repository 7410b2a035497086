/** The labels that each arm needs to reach a value of the measure. */
import { commonLevel, labelsTable } from '../../../metrics/curves/labels-to-reach.ts';
import type { Figure } from '../figure.ts';

/** The visitor's choice. */
export interface LevelOptions {
  /** In the log's unit: 0.9 for 90%; undefined for the best that all arms have reached. */
  level: number | undefined;
}

export const labelsToReach: Figure<LevelOptions> = {
  id: 'labels-to-reach',
  title: 'Labels to reach a value',
  currentTitle: ({ measure }) => `Labels to reach a given ${measure.label.toLowerCase()}`,
  about:
    'How many labels each arm needed until its test accuracy, or the measure that you choose, first had the given value: the median over the seeds. Where half of the seeds have not reached it, it is more than the labels so far. The value begins as the best that all arms have reached.',
  slot: 'below',
  pace: 'relaxed',
  options: () => ({ level: undefined }),
  applies: ({ table }) => table.spec.query.cycles > 0,
  table: ({ table, measure }, { level }) =>
    labelsTable(table, measure, level ?? commonLevel(table, measure) ?? Number.NaN),
  View: { load: () => import('./View.svelte') },
};
