/** Query times, from logs with given seconds. */
import { describe, expect, test } from 'vitest';
import { queryTimeGrowth, queryTimeLines, breakEvens } from '../../src/metrics/queries/query-time.ts';
import { cycleTimes } from '../../src/metrics/cycle-times.ts';
import { tableOf, type StepTable } from '../../src/metrics/step-table.ts';
import type { LogEvent, Queried } from '../../src/protocol/events.ts';
import { buildLog } from '../support/build-log.ts';

type Asset = NonNullable<Queried['prepared']>['assets'][number];
const generator = (seconds: number, id = 'g'): Asset => ({ id, kind: 'generator', seconds });

interface Costs {
  pool?: number;
  cycles?: number;
  seeds?: number[];
  /** Seconds of a query. */
  asal: (cycle: number, seed: number) => number;
  entropy: (cycle: number) => number;
  assets?: (cycle: number, seed: number) => Asset[];
  /** Seconds that the step took to build or load them. */
  spent?: (cycle: number) => number;
  /** Seconds of that in which they were built, as the log says; undefined in logs of before. */
  built?: (cycle: number) => number;
  subset?: number;
}

/** Arms: ASAL and entropy. */
function run({
  pool = 100,
  cycles = 4,
  seeds = [1],
  asal,
  entropy,
  assets,
  spent = () => 0,
  built,
  subset = 0,
}: Costs): StepTable {
  const log = buildLog({
    ...{ cycles, seeds },
    spec: { arms: [{ strategy: 'asal' }, { strategy: 'entropy', parameters: subset ? { subset } : {} }] },
  });
  return tableOf(
    log.map((event): LogEvent => {
      if (event.type !== 'queried') return event;
      const { arm, cycle, seed } = event;
      const seconds = arm === 0 ? asal(cycle, seed) : entropy(cycle);
      const use = { seconds: spent(cycle), ...(built && { built: { seconds: built(cycle) } }) };
      const prepared = arm === 0 && assets ? { prepared: { ...use, assets: assets(cycle, seed) } } : {};
      return { ...event, seconds, poolSize: pool - 2 * cycle, ...prepared };
    }),
  )!;
}

describe('selection time against pool size', () => {
  const small = run({ pool: 1000, asal: () => 2, entropy: (cycle) => 1 + cycle });
  const large = run({ pool: 9000, asal: () => 3, entropy: () => 25 });

  test('has a point for each pool, the mean over its queries, smallest pool first', () => {
    const [asal, entropy] = queryTimeLines([large, small]);
    expect(asal!.points.map(({ poolSize, seconds }) => [poolSize, seconds])).toEqual([[1000, 2], [9000, 3]]); // prettier-ignore
    // 1, 2, 3 and 4 seconds
    expect(entropy!.points[0]).toEqual({ poolSize: 1000, seconds: 2.5, min: 1, max: 4, queries: 4 });
  });

  test('has a growth factor', () => {
    const [asal, entropy] = queryTimeLines([small, large]);
    expect(queryTimeGrowth(asal!)).toEqual({ time: 1.5, size: 9 });
    expect(queryTimeGrowth(entropy!)).toEqual({ time: 10, size: 9 });
    expect(queryTimeGrowth(queryTimeLines([small])[0]!)).toBeUndefined();
  });

  test('counts every query of two runs on one pool, and leaves out an arm without queries', () => {
    const begun = tableOf(buildLog({ steps: 1, arms: ['asal', 'entropy'] }))!;
    const lines = queryTimeLines([small, small, begun]);
    // the unfinished run has one query, in a pool of 98
    const counted = lines.map(({ name, points }) => [name, ...points.map((one) => [one.poolSize, one.queries])]);
    expect(counted).toEqual([['asal', [98, 1], [1000, 8]], ['entropy', [1000, 8]]]); // prettier-ignore
  });
});

describe('the loading of assets', () => {
  const assets = () => [generator(5), generator(2, 'index')];

  test('counts in every query; building them for the first time does not', () => {
    // built in the first query: 5 + 2 s, and half a second of loading; then loaded again each time
    const table = run({ asal: () => 1, entropy: () => 3, assets, spent: (cycle) => (cycle === 0 ? 7.5 : 0.5) });
    expect(queryTimeLines([table])[0]!.points[0]).toMatchObject({ seconds: 1.5, min: 1.5, max: 1.5 });
    expect(breakEvens(table)[0]).toMatchObject({ assetSeconds: 7, seconds: 1.5, baselineSeconds: 3 });
    expect(cycleTimes(table, 0).map(({ seconds }) => seconds.querying)).toEqual([1.5, 1.5, 1.5, 1.5, 0]);
    expect(cycleTimes(table, 1)[0]!.seconds.querying).toBe(3);
  });

  test('counts where an earlier run built them', () => {
    const table = run({ asal: () => 1, entropy: () => 3, assets, spent: () => 4 });
    expect(queryTimeLines([table])[0]!.points[0]).toMatchObject({ seconds: 5, min: 5, max: 5 });
  });

  test('of a step that ended a build begun before is what the log leaves of it', () => {
    // 7 s of building in all, 2 of them after the resume, and a quarter of a second of loading
    const spent = (cycle: number): number => (cycle === 0 ? 2.25 : 0.5);
    const built = (cycle: number): number => (cycle === 0 ? 2 : 0);
    const table = run({ asal: () => 1, entropy: () => 3, assets, spent, built });
    expect(cycleTimes(table, 0).map(({ seconds }) => seconds.querying)).toEqual([1.25, 1.5, 1.5, 1.5, 0]);
  });
});

describe('the transition point', () => {
  const of = (costs: Costs) => breakEvens(run(costs));

  test('is the first query after which preparation has paid off for good', () => {
    // 5 s of preparation, 2 s saved a query: 5 − 2, − 4, − 6: less from the third
    const [one] = of({ asal: () => 1, entropy: () => 3, assets: () => [generator(5)] });
    expect(one).toEqual({
      arm: 0,
      baseline: 1,
      assetSeconds: 5,
      seconds: 1,
      baselineSeconds: 3,
      query: 3,
      reached: true,
    });
  });

  test('is estimated from the means where the run has fewer queries', () => {
    const [one] = of({ asal: () => 1, entropy: () => 3, assets: () => [generator(100)] });
    // 100 − 2·50 = 0: equal, not less
    expect(one).toMatchObject({ query: 51, reached: false });
  });

  test('does not exist where a query costs as much or more', () => {
    const [one] = of({ asal: () => 3, entropy: () => 3, assets: () => [generator(1)] });
    expect(one).toMatchObject({ query: undefined, reached: false });
  });

  test('does not count a lead that is lost again', () => {
    // behind by 5, then −1, +1, −1, −3
    const entropy = (cycle: number) => [7, 0, 3, 3][cycle]!;
    const [one] = of({ asal: (cycle) => (cycle === 1 ? 2 : 1), entropy, assets: () => [generator(5)] });
    expect(one).toMatchObject({ query: 3, reached: true });
  });

  test('counts an asset once for all queries that use it, separately for each seed', () => {
    const assets = (_: number, seed: number) => [generator(4 * seed, `g${seed}`), generator(2, 'shared')];
    const [one] = of({ seeds: [1, 2], asal: (_, seed) => seed, entropy: () => 3, assets });
    // (4 + 2 + 8 + 2) / 2
    expect(one).toMatchObject({ assetSeconds: 8, seconds: 1.5 });
  });

  test('needs an arm with preparation and one that scores the whole pool', () => {
    expect(of({ asal: () => 1, entropy: () => 2 })).toEqual([]);
    expect(of({ asal: () => 1, entropy: () => 2, assets: () => [generator(1)], subset: 50 })).toEqual([]);
  });
});
