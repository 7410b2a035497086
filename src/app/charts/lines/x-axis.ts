/** What the horizontal axis of a learning curve counts. */
import type { Curve, CurvePoint } from '../../../metrics/curves/curves.ts';

/** labels: of the labelled set; steps: gradient steps of the learner's training. */
export type Axis = 'labels' | 'steps';

export const placeOf = (point: Pick<CurvePoint, 'labelled' | 'steps'>, axis: Axis): number =>
  axis === 'labels' ? point.labelled : point.steps;

/** Whether a point has a place on the axis; a log need not say how many steps were taken. */
export const hasPlace = (point: Pick<CurvePoint, 'labelled' | 'steps'>, axis: Axis): boolean =>
  Number.isFinite(placeOf(point, axis));

/** From none to the most steps that any learner has taken so far. */
export function stepsRange(curves: readonly Curve[]): [number, number] {
  const steps = curves.flatMap((curve) => curve.perSeed.flatMap((one) => one.points.map((point) => point.steps)));
  return [0, Math.max(1, ...steps.filter(Number.isFinite))];
}
