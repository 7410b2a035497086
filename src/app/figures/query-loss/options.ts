/** The visitor's choice in the query-loss figure, and the curves that follow from it. */
import type { Curve } from '../../../metrics/curves/curves.ts';
import { metricCurves, queryLossCurves, scoreMetrics } from '../../../metrics/curves/query-loss.ts';
import type { StepTable } from '../../../metrics/step-table.ts';

export interface QueryLossOptions {
  /** The arm whose score components are shown; −1: every arm. */
  arm: number;
}

/** The arm chosen, where its score has components; else −1. */
export const shownArm = (table: StepTable, { arm }: QueryLossOptions): number =>
  scoreMetrics(table, arm).length > 0 ? arm : -1;

export function shownCurves(table: StepTable, options: QueryLossOptions): Curve[] {
  const arm = shownArm(table, options);
  return arm < 0 ? queryLossCurves(table) : metricCurves(table, arm);
}
