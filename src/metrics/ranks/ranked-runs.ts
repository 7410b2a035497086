/** The arms of several runs ranked against each other, run by run: one run counts as one data set. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { basisValues, commonCycle, defaultBasis } from '../comparison/comparison.ts';
import { holmAdjusted } from '../comparison/holm.ts';
import type { FigureTable } from '../csv.ts';
import { columnLabel } from '../measure-values.ts';
import { mean } from '../statistics.ts';
import type { StepTable } from '../step-table.ts';
import {
  criticalDifference,
  friedmanTest,
  groupsNotToldApart,
  meanRanks,
  MOST_RANKED_METHODS,
  sharedRanks,
  wilcoxonP,
  type FriedmanTest,
} from './rank-tests.ts';

export interface NamedTable {
  name: string;
  table: StepTable;
}

export interface RankedRuns {
  /** Arms that all of the runs have, by name, best mean rank first. */
  arms: string[];
  /** Each run's values, in the shown unit, and ranks, in the order of `arms`. */
  runs: { name: string; seeds: number; values: number[]; ranks: number[] }[];
  meanRanks: number[];
  friedman: FriedmanTest | undefined;
  /** Nemenyi's, of mean ranks, at 5%. */
  criticalDifference: number;
  /** Positions in `arms` that lie within it. */
  groups: number[][];
  /** Names of data sets that several of the runs are of: these do not count as independent. */
  repeatedData: string[];
}

/**
 * By the area under each arm's curve, a mean over the seeds. Runs without values of the measure for all of these arms are left
 * out.
 * @returns undefined for fewer than two runs or two arms in common, or more arms than there are critical values for
 */
export function rankRuns(given: readonly NamedTable[], measure: MeasureInfo): RankedRuns | undefined {
  const ready = given.filter(({ table }) => commonCycle(table));
  const common = ready[0]?.table.arms.filter((arm) => ready.every(({ table }) => table.arms.includes(arm))) ?? [];
  const sign = measure.better === 'greater' ? 1 : -1;
  const valued = ready
    .map(({ name, table }) => ({ name, table, values: common.map((arm) => armValue(table, arm, measure)) }))
    .filter(({ values }) => values.every(Number.isFinite));
  if (valued.length < 2 || common.length < 2 || common.length > MOST_RANKED_METHODS) return undefined;
  const ranks = valued.map(({ values }) => sharedRanks(values, sign));
  const means = meanRanks(ranks);
  const order = common.map((_, i) => i).sort((a, b) => means[a]! - means[b]!);
  const inOrder = <T>(values: readonly T[]): T[] => order.map((i) => values[i]!);
  const critical = criticalDifference(common.length, valued.length);
  return {
    arms: inOrder(common),
    runs: valued.map(({ name, table, values }, i) => ({
      ...{ name, seeds: commonCycle(table)!.seeds.length },
      ...{ values: inOrder(values), ranks: inOrder(ranks[i]!) },
    })),
    meanRanks: inOrder(means),
    friedman: friedmanTest(ranks),
    criticalDifference: critical,
    groups: groupsNotToldApart(inOrder(means), critical),
    repeatedData: repeatedIn(valued.map(({ table }) => table.started?.dataset.name ?? '')),
  };
}

function armValue(table: StepTable, arm: string, measure: MeasureInfo): number {
  const point = commonCycle(table)!;
  return mean(basisValues(table, point, { measure, arm: table.arms.indexOf(arm), basis: defaultBasis(point) }));
}

const repeatedIn = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];

/** A row per run and arm, then a row per pair of arms with Wilcoxon's test, by itself and by Holm's correction. */
export function ranksTable({ arms, runs, meanRanks: means }: RankedRuns, measure: MeasureInfo): FigureTable {
  const pairs = arms.flatMap((first, i) => arms.slice(i + 1).map((second, j) => ({ first, second, i, j: i + 1 + j })));
  const ps = pairs.map(({ i, j }) => wilcoxonP(runs.map(({ values }) => values[i]! - values[j]!)));
  const adjusted = holmAdjusted(ps);
  const p = (value: number | undefined) => (Number.isFinite(value) ? value : undefined);
  return {
    columns: ['run', 'arm', columnLabel(measure, 'mean over the curve'), 'rank', 'seeds', 'Wilcoxon p', 'Holm p'],
    rows: [
      ...runs.flatMap(({ name, seeds, values, ranks }) =>
        arms.map((arm, i) => [name, arm, values[i], ranks[i], seeds, undefined, undefined]),
      ),
      ...arms.map((arm, i) => ['all runs', arm, undefined, means[i], undefined, undefined, undefined]),
      ...pairs.map(({ first, second }, k) => [
        ...['all runs', `${first} against ${second}`],
        ...[undefined, undefined, undefined, p(ps[k]), p(adjusted[k])],
      ]),
    ],
  };
}

/** What the ranks say, in sentences. */
export function ranksText({
  arms,
  runs,
  friedman,
  criticalDifference: critical,
  groups,
  repeatedData,
}: RankedRuns): string[] {
  const few = runs.length < 5 ? ` ${runs.length} runs are few for this test.` : '';
  const p = friedman && (friedman.p < 0.001 ? 'p < 0.001' : `p = ${friedman.p.toFixed(3)}`);
  const differs = friedman && friedman.p < 0.05;
  const apart = groups.some((group) => group.length === arms.length)
    ? 'Nemenyi’s test tells no two arms apart'
    : `Arms that no bar joins differ by more than the critical difference of ${critical.toFixed(2)} ranks (Nemenyi, 5%)`;
  return [
    `Over ${runs.length} runs the arms’ ranks ${differs ? 'differ' : 'do not differ significantly'} (Friedman, ${p}).${few}`,
    `${apart}.`,
    ...repeatedData.map(
      (name) => `Several runs are of ${name}: they are not independent, and the tests take them to be.`,
    ),
  ];
}
