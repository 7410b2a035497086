/** The arms in numbers. */
import { summaryOf } from '../../../metrics/comparison/summary.ts';
import type { Figure } from '../figure.ts';
import View from './View.svelte';

export const summary: Figure = {
  id: 'summary',
  title: 'Summary',
  about:
    'Each arm at the largest number of labels that all arms have reached: its accuracy, the mean of its accuracy over all labels so far (AUC), its lead over the baseline with a 95% interval, paired by seed, and the time it took.',
  slot: 'below',
  pace: 'relaxed',
  applies: () => true,
  table: ({ table }) => {
    const { arms, baseline, labelled, seeds } = summaryOf(table);
    return {
      columns: [
        ...['arm', 'labels', 'accuracy (%)', 'area under curve (%)'],
        ...[`lead over ${table.arms[baseline] ?? ''} (points)`, 'low', 'high', 'seeds', 'time (s)'],
      ],
      rows: arms.map((one) => [
        ...[one.name, labelled, one.accuracy && 100 * one.accuracy, one.area && 100 * one.area],
        ...[one.lead?.mean, one.lead?.low, one.lead?.high, seeds, one.seconds],
      ]),
    };
  },
  View,
};
