/** The x axis of a learning curve. */
import type { Curve, CurvePoint } from './curves.ts';

/** `labels`: size of the labelled set; `steps`: gradient steps of the learner's training. */
export type XAxis = 'labels' | 'steps';

export const xValue = (point: Pick<CurvePoint, 'labelled' | 'gradientSteps'>, axis: XAxis): number =>
  axis === 'labels' ? point.labelled : point.gradientSteps;

/** False for steps that the log does not have. */
export const hasXValue = (point: Pick<CurvePoint, 'labelled' | 'gradientSteps'>, axis: XAxis): boolean =>
  Number.isFinite(xValue(point, axis));

/** From 0 to the largest number of steps of any learner so far. */
export function gradientStepsRange(curves: readonly Curve[]): [number, number] {
  const steps = curves.flatMap((curve) =>
    curve.perSeed.flatMap((one) => one.points.map((point) => point.gradientSteps)),
  );
  return [0, Math.max(1, ...steps.filter(Number.isFinite))];
}
