/** The arms in numbers. */
import { columnLabel, differenceUnit, shownScale } from '../../../metrics/measure-values.ts';
import { summaryOf } from '../../../metrics/comparison/summary.ts';
import type { Figure } from '../figure.ts';

export const summary: Figure = {
  id: 'summary',
  title: 'Summary',
  about:
    'Each arm at the largest number of labels that all arms have reached: its accuracy or the measure that you choose, the mean of it over all labels so far (AUC), its lead over the baseline with a 95% interval, paired by seed, and the time it took.',
  slot: 'below',
  pace: 'relaxed',
  applies: () => true,
  table: ({ table, measure }) => {
    const { arms, baseline, labelled, seeds } = summaryOf(table, measure);
    const scale = shownScale(measure);
    const unit = differenceUnit(measure);
    return {
      columns: [
        ...['arm', 'labels', columnLabel(measure, measure.label), columnLabel(measure, 'area under curve')],
        ...[`lead over ${table.arms[baseline] ?? ''}${unit && ` (${unit})`}`, 'low', 'high', 'seeds', 'time (s)'],
      ],
      rows: arms.map((one) => [
        ...[one.name, labelled, one.value && scale * one.value, one.area && scale * one.area],
        ...[one.lead?.mean, one.lead?.low, one.lead?.high, seeds, one.seconds],
      ]),
    };
  },
  View: { load: () => import('./View.svelte') },
};
