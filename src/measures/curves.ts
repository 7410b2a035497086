/** One value per cycle for each arm: every seed's own line, their mean, and the band from least to greatest. */
import { mean } from './numbers.ts';
import { seedsOf, stepsOf, type StepRecord, type StepTable } from './steps.ts';

export interface CurvePoint {
  cycle: number;
  labelled: number;
  value: number;
}

export interface MeanPoint extends CurvePoint {
  least: number;
  greatest: number;
  /** Over how many seeds; 1 has no band. */
  seeds: number;
}

export interface Curve {
  arm: number;
  name: string;
  perSeed: { seed: number; points: CurvePoint[] }[];
  /** Cycle by cycle, over the seeds that have come so far. */
  mean: MeanPoint[];
}

/** @param value what is drawn of a step; undefined where the step has none, which leaves the point out */
export function curvesOf(
  table: StepTable,
  value: (step: StepRecord, before: StepRecord | undefined) => { labelled: number; value: number } | undefined,
): Curve[] {
  return table.arms.map((name, arm) => {
    const perSeed = seedsOf(table)
      .map((seed) => ({ seed, points: pointsOf(stepsOf(table, seed, arm), value) }))
      .filter((one) => one.points.length > 0);
    const byCycle = new Map<number, CurvePoint[]>();
    for (const { points } of perSeed)
      for (const point of points) {
        const there = byCycle.get(point.cycle);
        if (there) there.push(point);
        else byCycle.set(point.cycle, [point]);
      }
    const cycles = [...byCycle].sort(([a], [b]) => a - b);
    return { arm, name, perSeed, mean: cycles.map(([cycle, points]) => summary(cycle, points)) };
  });
}

function pointsOf(steps: StepRecord[], value: Parameters<typeof curvesOf>[1]): CurvePoint[] {
  const points: CurvePoint[] = [];
  steps.forEach((step, cycle) => {
    const point = step && value(step, steps[cycle - 1]);
    if (point && Number.isFinite(point.value)) points.push({ cycle, ...point });
  });
  return points;
}

function summary(cycle: number, points: CurvePoint[]): MeanPoint {
  const values = points.map((point) => point.value);
  return {
    cycle,
    labelled: mean(points.map((point) => point.labelled)),
    value: mean(values),
    least: Math.min(...values),
    greatest: Math.max(...values),
    seeds: points.length,
  };
}

/** Test accuracy as a fraction, against the labels it was trained on. */
export const accuracyCurves = (table: StepTable): Curve[] =>
  curvesOf(table, ({ measured }) => measured && { labelled: measured.labelled, value: measured.testAccuracy });

/** The learner trained on every label: its test accuracy, the mean over the seeds that have it. */
export function referenceAccuracy(table: StepTable): number | undefined {
  return table.references.length ? mean(table.references.map((one) => one.testAccuracy)) : undefined;
}
