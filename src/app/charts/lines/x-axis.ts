/** What the horizontal axis of a learning curve counts. */
import type { Curve, CurvePoint } from '../../../metrics/curves/curves.ts';

/** labels: of the labelled set; steps: gradient steps of the learner's training. */
export type XAxis = 'labels' | 'steps';

export const xValue = (point: Pick<CurvePoint, 'labelled' | 'gradientSteps'>, axis: XAxis): number =>
  axis === 'labels' ? point.labelled : point.gradientSteps;

/** Whether a point has a place on the axis; a log need not say how many steps were taken. */
export const hasXValue = (point: Pick<CurvePoint, 'labelled' | 'gradientSteps'>, axis: XAxis): boolean =>
  Number.isFinite(xValue(point, axis));

/** From none to the most steps that any learner has taken so far. */
export function gradientStepsRange(curves: readonly Curve[]): [number, number] {
  const steps = curves.flatMap((curve) =>
    curve.perSeed.flatMap((one) => one.points.map((point) => point.gradientSteps)),
  );
  return [0, Math.max(1, ...steps.filter(Number.isFinite))];
}
