/**
 * How two arms differ in a measure. Arms of one seed share split, initial set and initial weights, so they are compared seed
 * by seed: the mean of the paired differences with its 95% interval (Student's t).
 */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { areaUnder } from '../curves/area-under-curve.ts';
import { shownScale, valueOf } from '../measure-values.ts';
import { standardDeviation, mean } from '../statistics.ts';
import { seedsOf, stepAt, stepsOf, type StepTable } from '../step-table.ts';
import { studentCentralProbability, studentQuantile } from './student-t.ts';

/** Compared value of a learning curve: at the common cycle, or the area under it up to there. */
export type ComparisonBasis = 'end' | 'area';

export interface ComparisonView {
  measure: MeasureInfo;
  basis: ComparisonBasis;
  /** See `confidenceInterval`; 1 where left out. */
  comparisons?: number;
}

/** A mean of paired differences with its 95% interval. */
export interface ConfidenceInterval {
  mean: number;
  /** By Student's t; NaN for one seed. */
  low: number;
  high: number;
  /** Whether zero is excluded: by the interval, or by Holm's correction where many pairs are judged together. */
  significant: boolean;
}

/** Two arms, seed by seed. Differences are in the measure's shown unit, positive where `ahead` is better. */
export interface Comparison extends ConfidenceInterval, ComparisonView {
  /** Arms; the mean difference is not negative. */
  ahead: number;
  behind: number;
  /** One per seed. */
  differences: number[];
  /** Number of comparisons that the interval holds for together; 1 for a pair on its own. */
  comparisons: number;
}

/** If all differences are equal except for rounding (a coarse test set, two seeds), there is no spread to judge them by. */
const hasSpread = (differences: readonly number[]): boolean => standardDeviation(differences) > 1e-9;

/**
 * Mean and 95% interval of paired differences.
 * @param comparisons number of intervals that are to hold together with 95% (Bonferroni's correction), for example because
 *   the arm was chosen as the best of several
 */
export function confidenceInterval(differences: readonly number[], comparisons = 1): ConfidenceInterval {
  const centre = mean(differences);
  const quantile = studentQuantile(1 - 0.05 / comparisons, Math.max(1, differences.length - 1));
  const half = (quantile * standardDeviation(differences)) / Math.sqrt(differences.length);
  return {
    mean: centre,
    low: centre - half,
    high: centre + half,
    significant: hasSpread(differences) && Math.abs(centre) > half,
  };
}

/** The two-sided p-value of Student's paired t-test; NaN for one seed, and without any spread. */
export function tTestP(differences: readonly number[]): number {
  const freedom = differences.length - 1;
  if (freedom < 1 || !hasSpread(differences)) return NaN;
  const standardError = standardDeviation(differences) / Math.sqrt(differences.length);
  return 1 - studentCentralProbability(Math.abs(mean(differences)) / standardError, freedom);
}

export interface CommonCycle {
  cycle: number;
  labelled: number;
  seeds: number[];
}

/**
 * The point of comparison: the last cycle that all arms have reached under some seed, and the seeds that have
 * reached it. Undefined until every arm has been measured once.
 */
export function commonCycle(table: StepTable): CommonCycle | undefined {
  const reached = seedsOf(table).map((seed) => ({
    seed,
    cycle: Math.min(
      ...table.arms.map((_, arm) => (table.steps.get(seed)?.[arm] ?? []).findLastIndex((step) => !!step?.measured)),
    ),
  }));
  const cycle = Math.max(-1, ...reached.map((one) => one.cycle));
  if (cycle < 0) return undefined;
  const seeds = reached.filter((one) => one.cycle >= cycle).map((one) => one.seed);
  const labelled = stepAt(table, { seed: seeds[0]!, cycle, arm: 0 })?.measured?.labelled ?? 0;
  return { cycle, labelled, seeds };
}

/** By area, which does not depend on where the curves end; by the values while there is one cycle. */
export const defaultBasis = ({ cycle }: Pick<CommonCycle, 'cycle'>): ComparisonBasis => (cycle > 0 ? 'area' : 'end');

interface ArmValues {
  arm: number;
  measure: MeasureInfo;
}

/** An arm's values in the shown unit, at the common cycle or at an earlier one, one per seed; NaN where missing. */
export const valuesAt = (
  table: StepTable,
  { seeds, cycle: common }: CommonCycle,
  { arm, measure, cycle = common }: ArmValues & { cycle?: number },
): number[] =>
  seeds.map((seed) => shownScale(measure) * (valueOf(stepAt(table, { seed, cycle, arm })?.measured, measure) ?? NaN));

/**
 * The area under an arm's curve up to the common cycle over its range of labels, in the shown unit, one per seed; NaN where a
 * learner diverged, since a curve without that point is another curve.
 */
export const areasAt = (table: StepTable, { seeds, cycle }: CommonCycle, { arm, measure }: ArmValues): number[] =>
  seeds.map((seed) => {
    const steps = stepsOf(table, seed, arm).slice(0, cycle + 1);
    if (steps.some((step) => step?.measured?.diverged)) return NaN;
    const points = steps.flatMap((step) => {
      const value = valueOf(step?.measured, measure);
      return value === undefined ? [] : [{ labelled: step.measured!.labelled, value }];
    });
    return shownScale(measure) * (areaUnder(points) ?? NaN);
  });

/**
 * Two arms at the common cycle; their order does not matter. Undefined where there is nothing to compare: the log
 * has no values of the measure, or an area has fewer than two cycles.
 */
export function compareArms(
  table: StepTable,
  [first, second]: readonly [number, number],
  view: ComparisonView,
): Comparison | undefined {
  const point = commonCycle(table);
  if (!point) return undefined;
  const values = (arm: number) => basisValues(table, point, { ...view, arm });
  return compareValues([values(first), values(second)], [first, second], view);
}

/** Values of an arm by the chosen basis. */
export const basisValues = (table: StepTable, point: CommonCycle, arm: ComparisonView & { arm: number }): number[] =>
  (arm.basis === 'end' ? valuesAt : areasAt)(table, point, arm);

/** Of two arms' values, seed by seed; undefined where one is missing. */
export function compareValues(
  [ofFirst, ofSecond]: readonly [readonly number[], readonly number[]],
  [first, second]: readonly [number, number],
  view: ComparisonView,
): Comparison | undefined {
  const sign = view.measure.better === 'greater' ? 1 : -1;
  const differences = ofFirst.map((value, i) => sign * (value - ofSecond[i]!));
  if (differences.length === 0 || !differences.every(Number.isFinite)) return undefined;
  const swapped = mean(differences) < 0;
  const ordered = swapped ? differences.map((one) => -one) : differences;
  return {
    ...view,
    ahead: swapped ? second : first,
    behind: swapped ? first : second,
    differences: ordered,
    comparisons: view.comparisons ?? 1,
    ...confidenceInterval(ordered, view.comparisons),
  };
}

/** The comparison from the side of one of its arms: the mean is negative where that arm is behind. */
export const fromArm = (one: Comparison, arm: number): ConfidenceInterval =>
  one.ahead === arm
    ? { mean: one.mean, low: one.low, high: one.high, significant: one.significant }
    : { mean: -one.mean, low: -one.high, high: -one.low, significant: one.significant };

/** The arm that others are compared with: the first that queries at random, else the first. */
export const baselineOf = (table: StepTable): number =>
  Math.max(
    0,
    table.spec.arms.findIndex((arm) => arm.strategy === 'random'),
  );
