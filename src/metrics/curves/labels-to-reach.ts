/** How many labels each arm needs until its curve reaches a given value. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { FigureTable } from '../csv.ts';
import { baselineOf } from '../comparison/comparison.ts';
import { formatValue, isBetter, shownScale } from '../measure-values.ts';
import type { StepTable } from '../step-table.ts';
import { curvesOf, type Curve } from './curves.ts';

export interface LabelsNeeded {
  arm: number;
  name: string;
  /** Under each seed the labels at the first cycle with the value or a better one; Infinity where none has it so far. */
  perSeed: number[];
  /** Number of seeds that have reached it. */
  reached: number;
  /** Median over the seeds; Infinity where half of them or more have not reached it, NaN before the first cycle. */
  median: number;
  /** Most labels of any seed so far. */
  most: number;
}

const reaches = (measure: MeasureInfo, value: number, level: number) =>
  value === level || isBetter(measure, value, level);

/** @param level in the log's unit: 0.9 for 90% */
export function labelsToReach(table: StepTable, measure: MeasureInfo, level: number): LabelsNeeded[] {
  return curvesOf(table, measure).map(({ arm, name, perSeed: curves }) => {
    const perSeed = curves.map(
      ({ points }) => points.find(({ value }) => reaches(measure, value, level))?.labelled ?? Infinity,
    );
    const labels = curves.flatMap(({ points }) => points.map(({ labelled }) => labelled));
    return {
      ...{ arm, name, perSeed, reached: perSeed.filter(Number.isFinite).length },
      ...{ median: medianOf(perSeed), most: Math.max(0, ...labels) },
    };
  });
}

/** The upper one of two middle values, so that it is no number of labels at which nothing was measured. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/**
 * The best whole step of the shown scale (a percent) that the mean of every arm has reached; that of the best arm where one has
 * not begun. Undefined without a point.
 */
export function commonLevel(table: StepTable, measure: MeasureInfo): number | undefined {
  const bests = curvesOf(table, measure).flatMap((curve) => bestOf(curve, measure) ?? []);
  if (bests.length === 0) return undefined;
  const worst = bests.reduce((a, b) => (isBetter(measure, a, b) ? b : a));
  const steps = shownScale(measure) === 100 ? 100 : 20;
  // a whole step that is not better than the worst arm's best
  return (measure.better === 'less' ? Math.ceil(worst * steps - 1e-9) : Math.floor(worst * steps + 1e-9)) / steps;
}

const bestOf = ({ mean }: Curve, measure: MeasureInfo): number | undefined =>
  mean.reduce<number | undefined>(
    (best, { value }) => (best === undefined || isBetter(measure, value, best) ? value : best),
    undefined,
  );

/** “24”, or “more than 34” where the median seed has not reached the level. */
export const labelsText = ({ median, most }: LabelsNeeded): string =>
  Number.isNaN(median) ? '–' : Number.isFinite(median) ? String(median) : `more than ${most}`;

/** Labels relative to the baseline's: “0.7 ×”; a dash where either has not reached the level. */
export function relativeLabels(needed: readonly LabelsNeeded[], table: StepTable): string[] {
  const baseline = needed[baselineOf(table)];
  return needed.map(({ arm, median }) => {
    const ratio = median / (baseline?.median ?? NaN);
    return arm === baseline?.arm || !Number.isFinite(median) || !Number.isFinite(ratio) || !(ratio > 0)
      ? '–'
      : `${ratio.toFixed(2)} ×`;
  });
}

export function labelsTable(table: StepTable, measure: MeasureInfo, level: number): FigureTable {
  const needed = labelsToReach(table, measure, level);
  const seeds = Math.max(0, ...needed.map(({ perSeed }) => perSeed.length));
  const seedColumns = Array.from({ length: seeds }, (_, i) => `labels of seed ${table.spec.seeds[i] ?? i + 1}`);
  return {
    columns: ['arm', `${measure.label} to reach`, 'labels (median)', 'seeds that reached it', 'seeds', ...seedColumns],
    rows: needed.map(({ name, median, reached, perSeed }) => [
      ...[name, formatValue(measure, level), Number.isFinite(median) ? median : null, reached, perSeed.length],
      ...seedColumns.map((_, i) => (Number.isFinite(perSeed[i]) ? perSeed[i] : null)),
    ]),
  };
}
