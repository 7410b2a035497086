/** The x axis of a learning curve. */
import { perLabel } from '../../protocol/design/annotator-schema.ts';
import type { Spec } from '../../protocol/spec.ts';
import type { Curve, CurvePoint } from './curves.ts';

/**
 * `labels`: size of the labelled set; `answers` of the annotators to it, and their `cost` in the spec's unit; `steps`: gradient steps of
 * the learner's training.
 */
export type XAxis = 'labels' | 'answers' | 'cost' | 'steps';

/** For the axis and the menu. */
export const xAxisNames: Record<XAxis, string> = {
  labels: 'labels',
  answers: 'annotator answers',
  cost: 'cost of the answers',
  steps: 'gradient steps',
};

/** The axes that differ from each other in a run. */
export function xAxesOf(spec: Pick<Spec, 'annotator'>): XAxis[] {
  const { answers, cost } = perLabel(spec);
  return [
    'labels',
    ...(answers === 1 ? [] : (['answers'] as const)),
    ...(cost === answers ? [] : (['cost'] as const)),
    'steps',
  ];
}

/** Numbers of labels as places on an axis. */
export const labelsAsX = (spec: Pick<Spec, 'annotator'>, labelled: number, axis: Exclude<XAxis, 'steps'>): number =>
  axis === 'labels' ? labelled : labelled * perLabel(spec)[axis];

type OnAxis = Pick<CurvePoint, 'labelled' | 'answers' | 'cost' | 'gradientSteps'>;

export type AxisScale = 'linear' | 'log';

export const xValue = ({ labelled: labels, answers, cost, gradientSteps: steps }: OnAxis, axis: XAxis): number =>
  ({ labels, answers, cost, steps })[axis];

/** False for steps that the log does not have. */
export const hasXValue = (point: OnAxis, axis: XAxis): boolean => Number.isFinite(xValue(point, axis));

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
