/** One value per cycle for each arm: a line per seed, their mean, and a band around it. */
import { standardDeviation, mean } from '../statistics.ts';
import { studentQuantile } from '../comparison/student-t.ts';
import { perLabel } from '../../protocol/design/annotator-schema.ts';
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { valueOf } from '../measure-values.ts';
import { seedsOf, stepsOf, type StepRecord, type StepTable } from '../step-table.ts';

export interface CurvePoint {
  cycle: number;
  labelled: number;
  /** Answers of the annotators to these labels, and what they cost. */
  answers: number;
  cost: number;
  /** Gradient steps of the learner that the value is of; NaN where the log does not say. */
  gradientSteps: number;
  value: number;
}

export interface MeanPoint extends CurvePoint {
  min: number;
  max: number;
  /** Standard deviation over the seeds (n − 1); NaN for one. */
  standardDeviation: number;
  /** Number of seeds; with 1 there is no band. */
  seeds: number;
}

/** range: from the lowest to the highest seed; interval: 95% interval of the mean; deviation: one standard deviation. */
export type Band = 'range' | 'interval' | 'deviation';

/** Ends of the band around a mean; both are the mean for one seed. */
export function bandOf(
  { value, min: least, max: greatest, standardDeviation: deviation, seeds }: MeanPoint,
  band: Band,
): [number, number] {
  if (seeds < 2) return [value, value];
  if (band === 'range') return [least, greatest];
  const half = band === 'deviation' ? deviation : (studentQuantile(0.95, seeds - 1) * deviation) / Math.sqrt(seeds);
  return [value - half, value + half];
}

export interface Curve {
  /** The arm whose colour and marker it has. */
  arm: number;
  /** The arm that it belongs to, where it only has the look of another: one of several curves of one arm. */
  variantOf?: number;
  name: string;
  perSeed: { seed: number; points: CurvePoint[] }[];
  /** Cycle by cycle, over the seeds so far. */
  mean: MeanPoint[];
}

/** @param value of a step, at its number of labels; undefined leaves the point out */
export function stepCurves(
  table: StepTable,
  value: (step: StepRecord, before: StepRecord | undefined) => { labelled: number; value: number } | undefined,
): Curve[] {
  return table.arms.map((name, arm) => {
    const perSeed = seedsOf(table)
      .map((seed) => ({ seed, points: pointsOf(stepsOf(table, seed, arm), value, perLabel(table.spec)) }))
      .filter((one) => one.points.length > 0);
    const byCycle = new Map<number, CurvePoint[]>();
    for (const { points } of perSeed)
      for (const point of points) {
        const existing = byCycle.get(point.cycle);
        if (existing) existing.push(point);
        else byCycle.set(point.cycle, [point]);
      }
    const cycles = [...byCycle].sort(([a], [b]) => a - b);
    return { arm, name, perSeed, mean: cycles.map(([cycle, points]) => meanPoint(cycle, points)) };
  });
}

function pointsOf(
  steps: StepRecord[],
  value: Parameters<typeof stepCurves>[1],
  { answers, cost }: ReturnType<typeof perLabel>,
): CurvePoint[] {
  const points: CurvePoint[] = [];
  steps.forEach((step, cycle) => {
    const point = step && value(step, steps[cycle - 1]);
    if (point && Number.isFinite(point.value))
      points.push({
        ...{ cycle, gradientSteps: step.trained?.steps ?? NaN },
        ...{ answers: answers * point.labelled, cost: cost * point.labelled },
        ...point,
      });
  });
  return points;
}

function meanPoint(cycle: number, points: CurvePoint[]): MeanPoint {
  const values = points.map((point) => point.value);
  return {
    cycle,
    labelled: mean(points.map((point) => point.labelled)),
    answers: mean(points.map((point) => point.answers)),
    cost: mean(points.map((point) => point.cost)),
    gradientSteps: mean(points.map((point) => point.gradientSteps)),
    value: mean(values),
    min: Math.min(...values),
    max: Math.max(...values),
    standardDeviation: standardDeviation(values),
    seeds: points.length,
  };
}

/** Number of seeds that have begun in any of the curves: those that a mean claims to be of. */
export const countedSeeds = (curves: readonly Curve[]): number =>
  Math.max(0, ...curves.map((curve) => curve.perSeed.length));

/**
 * The mean in two parts that meet: as far as all counted seeds reach, and beyond, where it is of fewer and jumps as another seed
 * arrives. Either may be empty.
 */
export function splitMean({ mean: points }: Curve, seeds: number): { whole: MeanPoint[]; partial: MeanPoint[] } {
  const end = points.findLastIndex((point) => point.seeds >= seeds);
  const partial = points.slice(Math.max(0, end));
  return { whole: points.slice(0, end + 1), partial: partial.length > (end < 0 ? 0 : 1) ? partial : [] };
}

/** A measure on the test split, as the log has it, against the labels that the learner was trained on. */
export const curvesOf = (table: StepTable, measure: MeasureInfo): Curve[] =>
  stepCurves(table, ({ measured }) => {
    const value = valueOf(measured, measure);
    return value === undefined ? undefined : { labelled: measured!.labelled, value };
  });
