/** The measure on the test split, accuracy to begin with, against labels or gradient steps. */
import { curvesOf, type Band } from '../../../metrics/curves/curves.ts';
import { xAxisNames, type AxisScale, type XAxis } from '../../../metrics/curves/x-axis.ts';
import { columnLabel, shownScale, testLabel } from '../../../metrics/measure-values.ts';
import { curveTable } from '../../../metrics/curves/curve-table.ts';
import { luckBand, withLuckColumns } from '../../../metrics/curves/luck-band.ts';
import { overlaidCurves } from '../../../metrics/curves/overlaid-curves.ts';
import type { Figure } from '../figure.ts';
import View from './View.svelte';

/** The visitor's choices. */
export interface AccuracyOptions {
  band: Band;
  axis: XAxis;
  /** Of the x axis. */
  scale: AxisScale;
  /** The y axis: around the curves, all of the measure's range, the error rate on a logarithmic axis, or `own`. */
  range: 'curves' | 'measure' | 'error' | 'own';
  /** Ends of the y axis that the visitor has typed, in the unit shown. */
  own: [number, number];
}

export const accuracy: Figure<AccuracyOptions> = {
  id: 'accuracy',
  title: 'Accuracy',
  term: 'learning curve',
  currentTitle: ({ measure }, { axis }) => `${measure.label} against ${xAxisNames[axis]}`,
  about:
    'Accuracy, or another measure that you choose, on the test set after each training, against the number of labels, of annotators’ answers or of gradient steps, or the answers’ cost. A line is the mean over the seeds, its band the spread over them; the sentences name the differences between arms whose 95% interval excludes zero.',
  slot: 'side',
  pace: 'soon',
  layout: { minHeight: '24rem', grow: 2.2 },
  options: () => ({ band: 'range', axis: 'labels', scale: 'linear', range: 'curves', own: [0, 100] }),
  applies: () => true,
  table: ({ table, measure, overlay }) =>
    withLuckColumns(
      curveTable(
        [...curvesOf(table, measure), ...overlaidCurves(overlay?.runs ?? [], (other) => curvesOf(other, measure))],
        columnLabel(measure, testLabel(measure)),
        shownScale(measure),
      ),
      luckBand(table, measure),
      shownScale(measure),
    ),
  View,
};
