/** Test accuracy against labels or gradient steps. */
import { accuracyCurves } from '../../../metrics/curves/curves.ts';
import { curveTable } from '../../charts/lines/curve-table.ts';
import type { Figure } from '../figure.ts';
import type { AccuracyOptions } from './options.ts';
import View from './View.svelte';

export const accuracy: Figure<AccuracyOptions> = {
  id: 'accuracy',
  title: 'Accuracy',
  currentTitle: (_, { axis }) => `Accuracy against ${axis === 'labels' ? 'labels' : 'gradient steps'}`,
  about:
    'Accuracy on the test set after each training, against the number of labels or of gradient steps. A line is the mean over the seeds, its band the spread over them; the sentences name the differences between arms whose 95% interval excludes zero.',
  slot: 'side',
  pace: 'soon',
  layout: { minHeight: '24rem', grow: 2.2 },
  options: () => ({ band: 'range', axis: 'labels' }),
  applies: () => true,
  table: ({ table }) => curveTable(accuracyCurves(table), 'test accuracy (%)', 100),
  View,
};
