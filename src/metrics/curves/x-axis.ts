/** The x axis of a learning curve. */
import type { Curve, CurvePoint } from './curves.ts';

/** `labels`: size of the labelled set; `steps`: gradient steps of the learner's training. */
export type XAxis = 'labels' | 'steps';

export type AxisScale = 'linear' | 'log';

export const xValue = (point: Pick<CurvePoint, 'labelled' | 'gradientSteps'>, axis: XAxis): number =>
  axis === 'labels' ? point.labelled : point.gradientSteps;

/** False for steps that the log does not have. */
export const hasXValue = (point: Pick<CurvePoint, 'labelled' | 'gradientSteps'>, axis: XAxis): boolean =>
  Number.isFinite(xValue(point, axis));

/** From 0, or on a logarithmic axis from the smallest one, to the largest number of steps of any learner so far. */
export function gradientStepsRange(curves: readonly Curve[], scale: AxisScale = 'linear'): [number, number] {
  const steps = curves.flatMap((curve) =>
    curve.perSeed.flatMap((one) => one.points.map((point) => point.gradientSteps)),
  );
  const known = steps.filter((count) => count > 0 && Number.isFinite(count));
  const most = Math.max(1, ...known);
  // equal lengths of training have an axis too
  return [scale === 'linear' ? 0 : Math.min(most / 2, ...known), most];
}
