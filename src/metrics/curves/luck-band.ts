/**
 * The luck band: percentiles of random arms, behind the learning curves. A random arm is a curve as any other: the mean over the same
 * seeds. So the band is what random sampling reaches by luck of its queries, in as many runs as there are random arms.
 */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { Luck } from '../../protocol/events.ts';
import { shownScale, valueOf } from '../measure-values.ts';
import { columnName } from '../metric-names.ts';
import { mean } from '../statistics.ts';
import type { StepTable } from '../step-table.ts';
import type { FigureTable } from '../csv.ts';
import { areaUnder } from './area-under-curve.ts';

/** Shares of the random arms below the ends of the band. */
const [LOW, HIGH] = [0.05, 0.95];

export interface LuckPoint {
  cycle: number;
  labelled: number;
  low: number;
  median: number;
  high: number;
}

export interface LuckBand {
  /** Random arms that are complete: every cycle of every seed. */
  arms: number;
  /** Cycle by cycle. */
  points: LuckPoint[];
}

/** A complete random arm: its events by seed, cycle by cycle. */
type RandomArm = Luck[][];

/**
 * The quantile of a share p of sorted values, interpolated: the value at place (n − 1) p, counted from 0 (type 7 of Hyndman & Fan 1996,
 * the default of R and NumPy).
 */
export function quantile(sorted: readonly number[], p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return a + (place - below) * (b - a);
}

/** Undefined until two random arms are complete, and where the measure has no values. */
export function luckBand(table: StepTable, measure: MeasureInfo): LuckBand | undefined {
  const arms = completeArms(table).filter((seeds) =>
    seeds.flat().every((event) => valueOf(event, measure) !== undefined),
  );
  if (arms.length < 2) return undefined;
  const points = arms[0]![0]!.map(({ cycle, labelled }): LuckPoint => {
    const values = arms.map((seeds) => mean(seeds.map((events) => valueOf(events[cycle], measure)!))).sort(ascending);
    return { cycle, labelled, low: quantile(values, LOW), median: quantile(values, 0.5), high: quantile(values, HIGH) };
  });
  return { arms: arms.length, points };
}

/**
 * Ends of the band of the areas under the random arms' curves, or of their values where there is one cycle, in the measure's shown
 * unit.
 */
export function luckRange(
  table: StepTable,
  measure: MeasureInfo,
): { arms: number; low: number; high: number } | undefined {
  const summaryOf = (events: Luck[]): number => {
    const points = events.map((event) => ({ labelled: event.labelled, value: valueOf(event, measure) ?? NaN }));
    return shownScale(measure) * (points.length > 1 ? (areaUnder(points) ?? NaN) : points[0]!.value);
  };
  const summaries = completeArms(table)
    .map((seeds) => mean(seeds.map(summaryOf)))
    .filter(Number.isFinite)
    .sort(ascending);
  if (summaries.length < 2) return undefined;
  return { arms: summaries.length, low: quantile(summaries, LOW), high: quantile(summaries, HIGH) };
}

const ascending = (a: number, b: number): number => a - b;

/** Cycle 0 is the same for all random arms of a seed, and is logged once. */
function completeArms({ luck, spec }: StepTable): RandomArm[] {
  const events = new Map(luck.map((event) => [`${event.randomArm}/${event.seed}/${event.cycle}`, event]));
  return Array.from({ length: spec.luck?.arms ?? 0 }, (_, arm) =>
    spec.seeds.map((seed) =>
      Array.from({ length: spec.query.cycles + 1 }, (_, cycle) =>
        events.get(`${cycle === 0 ? 0 : arm}/${seed}/${cycle}`),
      ),
    ),
  ).filter((seeds): seeds is RandomArm => seeds.flat().every((event) => event !== undefined));
}

/** A table of curves with the band at each row's cycle. @param scale factor of the values: 100 for percent */
export function withLuckColumns(
  { columns, rows }: FigureTable,
  band: LuckBand | undefined,
  scale: number,
): FigureTable {
  if (!band) return { columns, rows };
  const cycleColumn = columns.indexOf('cycle');
  const byCycle = new Map(band.points.map((point) => [point.cycle, point]));
  return {
    columns: [...columns, 'random arms 5th percentile', 'random arms median', 'random arms 95th percentile'],
    rows: rows.map((row) => {
      const point = byCycle.get(row[cycleColumn] as number);
      return [...row, ...[point?.low, point?.median, point?.high].map((value) => value && value * scale)];
    }),
  };
}

/** Every random arm as it is logged: a row for each arm, seed and cycle, with the measures in the log's units. */
export function luckTable({ luck }: StepTable): FigureTable {
  const measures = [...new Set(luck.flatMap(({ values }) => Object.keys(values)))];
  return {
    columns: [
      'random_arm',
      'seed',
      'cycle',
      'labelled',
      ...measures.map((name) => `test_${columnName(name)}`),
      'seconds',
    ],
    rows: luck.map(({ randomArm, seed, cycle, labelled, values, seconds }) => [
      ...[randomArm + 1, seed, cycle, labelled, ...measures.map((name) => values[name]), seconds],
    ]),
  };
}
