/**
 * How much better than random sampling an arm is, cycle by cycle (Fig. 13 and 14 of “Distribution aware active learning via
 * Gaussian mixtures”): differences within a seed, whose arms share split and initial set, and their mean over the seeds.
 */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { valueOf } from '../measure-values.ts';
import { stepsOf, type StepTable } from '../step-table.ts';
import { stepCurves, type Curve } from './curves.ts';

/** The arm that queries at random; the first one where there are several. Undefined where there is none beside others. */
export function randomArm({ arms, spec }: Pick<StepTable, 'arms' | 'spec'>): number | undefined {
  const arm = spec.arms.findIndex(({ strategy }) => strategy === 'random');
  return arm >= 0 && arms.length > 1 ? arm : undefined;
}

/** A curve for each arm but the random one, in the measure's own scale; more is better for every measure. */
export function gainCurves(table: StepTable, measure: MeasureInfo): Curve[] {
  const random = randomArm(table);
  if (random === undefined) return [];
  const sign = measure.better === 'less' ? -1 : 1;
  return stepCurves(table, ({ measured }) => {
    const value = valueOf(measured, measure);
    const baseline = measured && valueOf(stepsOf(table, measured.seed, random)[measured.cycle]?.measured, measure);
    return value === undefined || baseline === undefined
      ? undefined
      : { labelled: measured!.labelled, value: sign * (value - baseline) };
  }).filter(({ arm }) => arm !== random);
}
