/**
 * Every arm against every other, as in papers with many learners: at the end, by the area under the curve, and cycle by
 * cycle (the penalty matrix of BADGE, Ash et al. 2020: the share of label counts at which one arm beats the other by a
 * paired t-test at 95%).
 */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { FigureTable } from '../csv.ts';
import { differenceUnit, isBetter } from '../measure-values.ts';
import type { StepTable } from '../step-table.ts';
import {
  basisValues,
  commonCycle,
  compareValues,
  confidenceInterval,
  tTestP,
  valuesAt,
  type Comparison,
  type ComparisonView,
} from './comparison.ts';
import { holmAdjusted } from './holm.ts';
import { seedsNeeded } from './seeds-needed.ts';
import { minP, signFlipP } from './sign-flip.ts';

/** One of several comparisons. Its interval is its own; whether it is significant is judged for all of them together, by Holm. */
export interface JudgedComparison extends Comparison {
  /** Two-sided, of the paired t-test; NaN for one seed, and without any spread. */
  p: number;
  /** The same by Holm's correction, and the number of comparisons that it is for. */
  holm: { p: number; comparisons: number };
}

export function judgedTogether(all: readonly Comparison[]): JudgedComparison[] {
  const ps = all.map(({ differences }) => tTestP(differences));
  const adjusted = holmAdjusted(ps);
  return all.map((one, i) => ({
    ...one,
    p: ps[i]!,
    holm: { p: adjusted[i]!, comparisons: all.length },
    significant: adjusted[i]! < 0.05,
  }));
}

/** All pairs of arms, in the spec's order. Empty until there is something to compare. */
export function pairsOf(table: StepTable, view: ComparisonView): JudgedComparison[] {
  const point = commonCycle(table);
  if (!point) return [];
  const values = table.arms.map((_, arm) => basisValues(table, point, { ...view, arm }));
  return judgedTogether(
    values.flatMap((first, i) =>
      values.slice(i + 1).flatMap((second, j) => compareValues([first, second], [i, i + 1 + j], view) ?? []),
    ),
  );
}

/**
 * [arm][other]: share of the cycles up to the common one in which the arm is ahead of the other with an interval that
 * excludes zero. Undefined with fewer than two seeds.
 */
export function cycleWinShares(table: StepTable, measure: MeasureInfo): number[][] | undefined {
  const point = commonCycle(table);
  if (!point || point.seeds.length < 2) return undefined;
  const cycles = point.cycle + 1;
  const won = table.arms.map(() => table.arms.map(() => 0));
  for (let cycle = 0; cycle < cycles; cycle++) {
    const values = table.arms.map((_, arm) => valuesAt(table, point, { arm, measure, cycle }));
    for (let i = 0; i < values.length; i++)
      for (let j = i + 1; j < values.length; j++) {
        const { mean, significant } = confidenceInterval(values[i]!.map((value, seed) => value - values[j]![seed]!));
        if (!significant) continue;
        const [ahead, behind] = isBetter(measure, mean, 0) ? [i, j] : [j, i];
        won[ahead]![behind]! += 1 / cycles;
      }
  }
  return won;
}

/** For every arm, the numbers of others that it is significantly ahead of, significantly behind, and neither. */
export function winCounts(arms: number, pairs: readonly Comparison[]): { won: number; lost: number; open: number }[] {
  const tally = Array.from({ length: arms }, () => ({ won: 0, lost: 0, open: 0 }));
  for (const { ahead, behind, significant } of pairs) {
    if (significant) {
      tally[ahead]!.won++;
      tally[behind]!.lost++;
    } else for (const arm of [ahead, behind]) tally[arm]!.open++;
  }
  return tally;
}

export const pairColumns = [
  ...['measure', 'basis', 'arm', 'against', 'labels', 'seeds', 'difference', 'low', 'high', 'unit', 'significant'],
  ...['sign-flip p', 'least possible p', 'share of cycles ahead', 'share of cycles behind'],
  ...['t-test p', 'Holm p', 'seeds needed'],
];

/**
 * Every pair by each measure, at the end and by area, for a table and for scripts. A difference is positive where the arm named
 * first is better. Intervals and the first p-values are each pair's own; `Holm p`, and with it `significant`, is corrected for all
 * pairs of the run by that measure and basis. `seeds needed` would show a difference of this size and spread in four of five
 * experiments.
 */
export function pairRows(table: StepTable, measures: readonly MeasureInfo[]): (string | number | undefined)[][] {
  const labelled = commonCycle(table)?.labelled;
  return measures.flatMap((measure) => {
    const won = cycleWinShares(table, measure);
    return (['end', 'area'] as const).flatMap((basis) =>
      pairsOf(table, { measure, basis }).map((one) => [
        ...[measure.name, basis, table.arms[one.ahead], table.arms[one.behind], labelled, one.differences.length],
        ...[one.mean, one.low, one.high, differenceUnit(measure), one.significant ? 'yes' : 'no'],
        ...[signFlipP(one.differences), minP(one.differences.length)],
        ...[won?.[one.ahead]?.[one.behind], won?.[one.behind]?.[one.ahead]],
        ...[one.p, one.holm.p, seedsNeeded(one.differences) ?? NaN].map((p) => (Number.isFinite(p) ? p : undefined)),
      ]),
    );
  });
}

export const pairsTable = (table: StepTable, measures: readonly MeasureInfo[]): FigureTable => ({
  columns: pairColumns,
  rows: pairRows(table, measures),
});
