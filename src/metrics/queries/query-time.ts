/**
 * Cost of a query (ASAL, Section 5.5 and Fig. 6): seconds of a query against the size of the pool, over several runs, and the
 * query from which a strategy with preparation has cost less in total than one that scores the whole pool each time.
 */
import type { FigureTable } from '../csv.ts';
import { assetLoadSeconds } from '../assets/asset-use.ts';
import { mean } from '../statistics.ts';
import { seedsOf, stepsOf, type StepRecord, type StepTable } from '../step-table.ts';
import { ranksWholePool } from './subset-comparison.ts';

export interface QueryTimePoint {
  /** Unlabelled samples in the pool at the first query. */
  poolSize: number;
  /** Seconds of a query with the loading of its assets, without building them: mean, minimum, maximum. */
  seconds: number;
  min: number;
  max: number;
  queries: number;
}

export interface QueryTimeLine {
  name: string;
  /** Index in the first run that has it, for its colour. */
  arm: number;
  /** By pool size, ascending. */
  points: QueryTimePoint[];
}

/** Arms of the same name in several runs are one line; every query of every seed counts. */
export function queryTimeLines(tables: readonly StepTable[]): QueryTimeLine[] {
  const lines = new Map<string, { arm: number; sizes: Map<number, number[]> }>();
  for (const table of tables)
    table.arms.forEach((name, arm) => {
      let line = lines.get(name);
      if (!line) lines.set(name, (line = { arm, sizes: new Map() }));
      for (const seed of seedsOf(table)) {
        const queries = queriesOf(table, seed, arm);
        const size = queries[0]?.poolSize;
        if (size === undefined) continue;
        line.sizes.set(size, [...(line.sizes.get(size) ?? []), ...querySeconds(queries)]);
      }
    });
  return [...lines].flatMap(([name, { arm, sizes }]) => {
    const points = [...sizes].sort(([a], [b]) => a - b).map(([poolSize, seconds]) => pointOf(poolSize, seconds));
    return points.length > 0 ? [{ name, arm, points }] : [];
  });
}

const pointOf = (poolSize: number, seconds: number[]): QueryTimePoint => ({
  ...{ poolSize, seconds: mean(seconds), queries: seconds.length },
  ...{ min: Math.min(...seconds), max: Math.max(...seconds) },
});

/** Growth of the query time and of the size from the smallest to the largest pool; undefined for one size. */
export function queryTimeGrowth({ points }: QueryTimeLine): { time: number; size: number } | undefined {
  const [small, large] = [points[0], points.at(-1)];
  if (!small || !large || small === large) return undefined;
  return { time: large.seconds / small.seconds, size: large.poolSize / small.poolSize };
}

export interface BreakEven {
  arm: number;
  /** The arm that scores the whole pool. */
  baseline: number;
  /** Seconds of its preparation, in whichever run; the mean over the seeds. */
  assetSeconds: number;
  /** Mean seconds of a query of either arm. */
  seconds: number;
  baselineSeconds: number;
  /** The query from which its total cost is lower, counting from 1; undefined where it never is. */
  query: number | undefined;
  /** Whether so many queries have been made; otherwise it is estimated from the means. */
  reached: boolean;
}

/** Each arm with preparation, against the first that ranks the whole pool by uncertainty. */
export function breakEvens(table: StepTable): BreakEven[] {
  const baseline = table.spec.arms.findIndex(ranksWholePool);
  const others = meanQuerySeconds(table, baseline);
  if (others.length === 0) return [];
  return table.arms.flatMap((_, arm) => {
    const assetSeconds = assetSecondsOf(table, arm);
    const own = meanQuerySeconds(table, arm);
    if (assetSeconds === undefined || own.length === 0) return [];
    const [seconds, baselineSeconds] = [mean(own), mean(others)];
    return [{ arm, baseline, assetSeconds, seconds, baselineSeconds, ...breakEvenQuery(assetSeconds, own, others) }];
  });
}

/** The first query from which preparation and all queries together cost less than the other's queries, and remain so. */
function breakEvenQuery(preparation: number, own: number[], others: number[]): Pick<BreakEven, 'query' | 'reached'> {
  const done = Math.min(own.length, others.length);
  let [behind, query]: [number, number | undefined] = [preparation, undefined];
  for (let i = 0; i < done; i++) {
    behind += own[i]! - others[i]!;
    query = behind < 0 ? (query ?? i + 1) : undefined;
  }
  const saved = mean(others) - mean(own);
  if (!(saved > 0)) return { query: undefined, reached: false };
  return query === undefined
    ? { query: done + Math.floor(behind / saved) + 1, reached: false }
    : { query, reached: true };
}

/** Query by query, the mean over the seeds so far. */
function meanQuerySeconds(table: StepTable, arm: number): number[] {
  const bySeed = seedsOf(table).map((seed) => querySeconds(queriesOf(table, seed, arm)));
  const length = Math.max(0, ...bySeed.map((one) => one.length));
  return Array.from({ length: length }, (_, i) => mean(bySeed.flatMap((one) => one[i] ?? [])));
}

/** Build seconds of an arm's distinct assets, the mean over the seeds; undefined for an arm without assets. */
function assetSecondsOf(table: StepTable, arm: number): number | undefined {
  const seeds = seedsOf(table).map(
    (seed) =>
    new Map(queriesOf(table, seed, arm).flatMap(({ prepared }) => prepared?.assets.map(({ id, seconds }) => [id, seconds] as const) ?? [])), // prettier-ignore
  );
  const some = seeds.filter((one) => one.size > 0);
  return some.length > 0 ? mean(some.map((one) => [...one.values()].reduce((a, b) => a + b, 0))) : undefined;
}

const queriesOf = (table: StepTable, seed: number, arm: number): NonNullable<StepRecord['queried']>[] =>
  stepsOf(table, seed, arm).flatMap((step) => step?.queried ?? []);

/** Of each query with the loading of its assets. */
function querySeconds(queries: readonly NonNullable<StepRecord['queried']>[]): number[] {
  const loading = assetLoadSeconds(queries);
  return queries.map(({ seconds }, i) => seconds + loading[i]!);
}

/** A row per arm and size of the pool. */
export const queryTimeTable = (tables: readonly StepTable[]): FigureTable => ({
  columns: ['arm', 'pool size', 'seconds of a query', 'least', 'greatest', 'queries'],
  rows: queryTimeLines(tables).flatMap((one) =>
    one.points.map((point) => [one.name, point.poolSize, point.seconds, point.min, point.max, point.queries]),
  ),
});
