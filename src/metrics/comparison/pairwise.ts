/**
 * Every arm against every other, as in the papers that compare many learners: at the end, by the area under the curve,
 * and cycle by cycle (the penalty matrix of BADGE, Ash et al. 2020: at how many of the label counts one arm
 * beats the other by a paired t-test at 95%).
 */
import {
  accuraciesAt,
  areasAt,
  compareValues,
  confidenceInterval,
  commonCycle,
  type Comparison,
  type ComparisonBasis,
} from './comparison.ts';
import { csvOf } from '../csv.ts';
import { minP, signFlipP } from './sign-flip.ts';
import type { StepTable } from '../step-table.ts';

/** All pairs of arms, the first of the two by the spec's order first. Empty until there is something to compare. */
export function pairsOf(table: StepTable, measure: ComparisonBasis): Comparison[] {
  const point = commonCycle(table);
  if (!point) return [];
  const values = table.arms.map((_, arm) => (measure === 'end' ? accuraciesAt : areasAt)(table, point, arm));
  return values.flatMap((first, i) =>
    values.slice(i + 1).flatMap((second, j) => compareValues(first, second, i, i + 1 + j, measure) ?? []),
  );
}

/**
 * [arm][other]: at what share of the cycles up to the meeting point the arm is ahead of the other with an interval that
 * leaves zero out. Undefined with fewer than two seeds: nothing can be won then.
 */
export function cycleWinShares(table: StepTable): number[][] | undefined {
  const point = commonCycle(table);
  if (!point || point.seeds.length < 2) return undefined;
  const cycles = point.cycle + 1;
  const won = table.arms.map(() => table.arms.map(() => 0));
  for (let cycle = 0; cycle < cycles; cycle++) {
    const values = table.arms.map((_, arm) => accuraciesAt(table, point, arm, cycle));
    for (let i = 0; i < values.length; i++)
      for (let j = i + 1; j < values.length; j++) {
        const { mean, significant: distinguishable } = confidenceInterval(
          values[i]!.map((value, seed) => value - values[j]![seed]!),
        );
        if (!distinguishable) continue;
        const [ahead, behind] = mean > 0 ? [i, j] : [j, i];
        won[ahead]![behind]! += 1 / cycles;
      }
  }
  return won;
}

/** Of every arm how many others it is told apart from, ahead and behind, and from how many it is not. */
export function winCounts(arms: number, pairs: readonly Comparison[]): { won: number; lost: number; open: number }[] {
  const tally = Array.from({ length: arms }, () => ({ won: 0, lost: 0, open: 0 }));
  for (const { ahead, behind, significant: distinguishable } of pairs) {
    if (distinguishable) {
      tally[ahead]!.won++;
      tally[behind]!.lost++;
    } else for (const arm of [ahead, behind]) tally[arm]!.open++;
  }
  return tally;
}

export const pairColumns = [
  ...['measure', 'ahead', 'behind', 'labels', 'seeds', 'difference (points)', 'low', 'high', 'told apart'],
  ...['sign-flip p', 'least possible p', 'share of cycles ahead', 'share of cycles behind'],
];

/** Every pair by both measures, for a table and a script. Intervals and p-values are those of the pair alone. */
export function pairRows(table: StepTable): (string | number | undefined)[][] {
  const labelled = commonCycle(table)?.labelled;
  const won = cycleWinShares(table);
  return (['end', 'area'] as const).flatMap((measure) =>
    pairsOf(table, measure).map((one) => [
      ...[measure, table.arms[one.ahead], table.arms[one.behind], labelled, one.differences.length],
      ...[one.mean, one.low, one.high, one.significant ? 'yes' : 'no'],
      ...[signFlipP(one.differences), minP(one.differences.length)],
      ...[won?.[one.ahead]?.[one.behind], won?.[one.behind]?.[one.ahead]],
    ]),
  );
}

export const pairsCsv = (table: StepTable): string => csvOf(pairColumns, pairRows(table));
