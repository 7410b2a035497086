/**
 * Difficulty of the queried samples of each cycle: the mean cross-entropy of the learner's predictions with the true
 * classes, in nats, before it was trained on them; and of the samples that each component of the score alone would query (Fig. 7 of
 * "Distribution aware active learning via Gaussian mixtures").
 */
import { stepCurves, type Curve } from './curves.ts';
import { mean } from '../statistics.ts';
import type { StepRecord, StepTable } from '../step-table.ts';

/** Mean over the samples queried in a step; undefined where no true class is known. */
export function meanQueryLoss(step: StepRecord | undefined): number | undefined {
  const finiteLosses = (step?.queried?.losses ?? []).filter((loss): loss is number => Number.isFinite(loss));
  return finiteLosses.length > 0 ? mean(finiteLosses) : undefined;
}

/** Of the same number of samples, had this component of the score queried them. */
export const metricLoss = (step: StepRecord | undefined, metric: string): number | undefined =>
  step?.queried?.perMetric?.find((one) => one.metric === metric)?.loss;

/** Loss of each arm's queries, against the number of labels at the query. */
export const queryLossCurves = (table: StepTable): Curve[] =>
  stepCurves(table, (step) => curveValue(step, meanQueryLoss(step)));

/** The components of this arm's score in the log, in its order. */
export function scoreMetrics(table: StepTable, arm: number): string[] {
  const steps = [...table.steps.values()].flatMap((arms) => arms[arm] ?? []);
  return [...new Set(steps.flatMap((step) => step?.queried?.perMetric?.map((one) => one.metric) ?? []))];
}

/** Curves of one arm: its queries, then those that each metric alone would have made, under arm numbers beyond the last arm. */
export function metricCurves(table: StepTable, arm: number): Curve[] {
  const total = queryLossCurves(table)[arm];
  const parts = scoreMetrics(table, arm).map((metric, i) => {
    const curve = stepCurves(table, (step) => curveValue(step, metricLoss(step, metric)))[arm];
    return curve && { ...curve, arm: table.arms.length + i, variantOf: arm, name: `${metric} alone` };
  });
  return [total && { ...total, name: 'combined score' }, ...parts].filter((curve) => curve !== undefined);
}

function curveValue(step: StepRecord, value: number | undefined) {
  const labelled = step.measured?.labelled ?? step.trained?.labelled;
  return value === undefined || labelled === undefined ? undefined : { labelled, value };
}

/** The arm, where its score has components; else −1, every arm. */
export const armWithMetrics = (table: StepTable, arm: number): number =>
  scoreMetrics(table, arm).length > 0 ? arm : -1;

/** One curve per component of the arm's score, or one per arm where it has none. */
export function shownQueryLossCurves(table: StepTable, arm: number): Curve[] {
  return armWithMetrics(table, arm) < 0 ? queryLossCurves(table) : metricCurves(table, arm);
}
