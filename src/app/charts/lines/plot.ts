/** The frame that the parts of a line chart share. */
import type { XAxis } from '../../../metrics/curves/x-axis.ts';

/** Scales and sizes in pixels. */
export interface Plot {
  x: (value: number) => number;
  y: (value: number) => number;
  margin: { left: number; right: number; top: number; bottom: number };
  width: number;
  height: number;
  em: number;
}

/** Of learning curves. */
export interface CurvePlot extends Plot {
  axis: XAxis;
}
