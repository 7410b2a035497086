/**
 * How two arms differ. Arms of one seed share split, initial set and first weights, so they are compared seed by seed:
 * the mean of the paired differences with its 95% interval (Student's t).
 */
import { areaUnder } from '../curves/area-under-curve.ts';
import { standardDeviation, mean } from '../statistics.ts';
import { seedsOf, stepAt, stepsOf, type StepTable } from '../step-table.ts';
import { studentQuantile } from './student-t.ts';

/** What of a learning curve is compared: its accuracy where the arms meet, or the area under it up to there. */
export type ComparisonBasis = 'end' | 'area';

/** A mean of paired differences, in points of a hundred, and how sure it is. */
export interface ConfidenceInterval {
  mean: number;
  /** 95%, by Student's t; NaN for one seed. */
  low: number;
  high: number;
  /** Whether the interval leaves zero out. */
  significant: boolean;
}

export interface Comparison extends ConfidenceInterval {
  basis: ComparisonBasis;
  /** Arms, so that the mean difference is of `ahead` minus `behind` and not negative. */
  ahead: number;
  behind: number;
  /** In points of a hundred, one for each seed. */
  differences: number[];
}

/** Mean, 95% interval and verdict of paired differences. */
export function confidenceInterval(differences: readonly number[]): ConfidenceInterval {
  const centre = mean(differences);
  const spread = standardDeviation(differences);
  const half = (studentQuantile(0.95, Math.max(1, differences.length - 1)) * spread) / Math.sqrt(differences.length);
  return {
    mean: centre,
    low: centre - half,
    high: centre + half,
    // Without any spread but that of rounding (a coarse test set, two seeds) there is nothing to judge the difference by.
    significant: spread > 1e-9 && Math.abs(centre) > half,
  };
}

export interface CommonCycle {
  cycle: number;
  labelled: number;
  seeds: number[];
}

/**
 * Where arms are compared: the furthest cycle that all of them have reached under some seed, and the seeds that have
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

/** Test accuracy of an arm at a cycle of every seed of the meeting point, in points of a hundred; NaN where missing. */
export const accuraciesAt = (table: StepTable, point: CommonCycle, arm: number, cycle = point.cycle): number[] =>
  point.seeds.map((seed) => 100 * (stepAt(table, { seed, cycle, arm })?.measured?.values.accuracy ?? NaN));

/** The area under an arm's curve up to the meeting point over its range of labels, seed by seed, in points of a hundred. */
export const areasAt = (table: StepTable, point: CommonCycle, arm: number): number[] =>
  point.seeds.map((seed) => {
    const points = stepsOf(table, seed, arm)
      .slice(0, point.cycle + 1)
      .flatMap((step) =>
        step?.measured ? [{ labelled: step.measured.labelled, value: step.measured.values.accuracy }] : [],
      );
    return 100 * (areaUnder(points) ?? NaN);
  });

/**
 * Two arms at the meeting point; the order of the two does not matter. Undefined where there is nothing to compare yet:
 * an area needs two cycles.
 */
export function compareArms(
  table: StepTable,
  first: number,
  second: number,
  measure: ComparisonBasis = 'end',
): Comparison | undefined {
  const point = commonCycle(table);
  if (!point) return undefined;
  const values = measure === 'end' ? accuraciesAt : areasAt;
  return compareValues(values(table, point, first), values(table, point, second), first, second, measure);
}

/** Of two arms' values, seed by seed; undefined where one is missing. */
export function compareValues(
  ofFirst: readonly number[],
  ofSecond: readonly number[],
  first: number,
  second: number,
  measure: ComparisonBasis,
): Comparison | undefined {
  const differences = ofFirst.map((value, i) => value - ofSecond[i]!);
  if (differences.length === 0 || !differences.every(Number.isFinite)) return undefined;
  const swapped = mean(differences) < 0;
  const ordered = swapped ? differences.map((one) => -one) : differences;
  return {
    basis: measure,
    ahead: swapped ? second : first,
    behind: swapped ? first : second,
    differences: ordered,
    ...confidenceInterval(ordered),
  };
}

/** The comparison as seen from one of its arms: the mean is negative where that arm is behind. */
export const fromArm = (one: Comparison, arm: number): ConfidenceInterval =>
  one.ahead === arm
    ? { mean: one.mean, low: one.low, high: one.high, significant: one.significant }
    : { mean: -one.mean, low: -one.high, high: -one.low, significant: one.significant };

/** The arm that others are held against: the first that asks at random, else the first of all. */
export const baselineOf = (table: StepTable): number =>
  Math.max(
    0,
    table.spec.arms.findIndex((arm) => arm.strategy === 'random'),
  );
