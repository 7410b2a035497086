/** The visitor's choices in the accuracy figure. */
import type { Band } from '../../../metrics/curves/curves.ts';
import type { XAxis } from '../../charts/lines/x-axis.ts';

export interface AccuracyOptions {
  band: Band;
  axis: XAxis;
}
