/** Every arm against every other. */
import { tableCsv } from '../../../src/metrics/csv.ts';
import { expect, test } from 'vitest';
import { cycleWinShares, pairRows, pairsTable, pairsOf, winCounts } from '../../../src/metrics/comparison/pairwise.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const table = (story: LogOptions) => tableOf(buildLog(story))!;
const atEnd = { measure: accuracyInfo, basis: 'end' } as const;
const arms = ['random', 'margin', 'entropy'];
const seeds = [1, 2, 3, 4, 5];

/**
 * Five seeds. Margin is 4 ± 1 points ahead of random in cycles 1 and 2 (t = 4 / (√1.25 / √5) = 8 > 2.776); entropy's
 * lead over random is 1 ± 2 (t = 1).
 */
const accuracy = (arm: number, cycle: number, seed: number) => {
  const swing = [0, -1.5, -0.5, 0.5, 1.5, 0][seed]!;
  const lead = arm === 1 ? (cycle === 0 ? 0 : 4 + swing) : arm === 2 ? 1 + 2 * swing : 0;
  return 0.5 + lead / 100;
};

test('pairs differ significantly at the end by their t-test, corrected for all pairs', () => {
  const pairs = pairsOf(table({ arms, seeds, accuracy }), atEnd);
  expect(pairs.map((one) => [one.ahead, one.behind, one.significant])).toEqual([
    [1, 0, true],
    [2, 0, false],
    [1, 2, true],
  ]);
  // with four degrees of freedom t = 8, times 3; t = 1; margin and entropy: differences 3 − swing, t = 6, times 2
  expect(pairs.map(({ p }) => p)).toEqual([
    expect.closeTo(0.001324, 6),
    expect.closeTo(0.373901, 6),
    expect.closeTo(0.003883, 6),
  ]);
  expect(pairs.map(({ holm }) => holm.p)).toEqual([
    expect.closeTo(3 * pairs[0]!.p, 12),
    expect.closeTo(pairs[1]!.p, 12),
    expect.closeTo(2 * pairs[2]!.p, 12),
  ]);
  expect(winCounts(3, pairs)).toEqual([
    { won: 0, lost: 1, open: 1 },
    { won: 2, lost: 0, open: 0 },
    { won: 0, lost: 1, open: 1 },
  ]);
});

test('cycles are counted one by one: margin is ahead in two of three', () => {
  const won = cycleWinShares(table({ arms, seeds, accuracy }), accuracyInfo)!;
  expect(won[1]?.[0]).toBeCloseTo(2 / 3, 12);
  expect(won[0]).toEqual([0, 0, 0]);
  expect(won.map((row, arm) => row[arm])).toEqual([0, 0, 0]);
});

test('one seed is never significant, and without measured steps there are no pairs', () => {
  expect(cycleWinShares(table({ arms }), accuracyInfo)).toBeUndefined();
  expect(pairsOf(table({ arms, steps: 2 }), atEnd)).toEqual([]);
  expect(pairsOf(table({ arms }), atEnd)).toHaveLength(3);
  expect(pairsOf(table({ arms }), atEnd).every((one) => !one.significant)).toBe(true);
});

test('the table has each pair at the end and by area, with its p-value', () => {
  const given = table({ arms, seeds, accuracy });
  const rows = pairRows(given, [accuracyInfo]);
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    ['accuracy', 'end', 'margin', 'random'],
    ['accuracy', 'end', 'entropy', 'random'],
    ['accuracy', 'end', 'margin', 'entropy'],
    ['accuracy', 'area', 'margin', 'random'],
    ['accuracy', 'area', 'entropy', 'random'],
    ['accuracy', 'area', 'margin', 'entropy'],
  ]);
  // All five differences are positive: p = 2 / 2⁵.
  expect(rows[0]?.[11]).toBe(0.0625);
  expect(rows[0]?.slice(-3)).toEqual([expect.closeTo(0.001324, 6), expect.closeTo(0.003972, 6), 3]);
  expect(pairRows(table({ arms }), [accuracyInfo])[0]?.slice(-3)).toEqual([undefined, undefined, undefined]);
  expect(tableCsv(pairsTable(given, [accuracyInfo])).split('\n')[1]).toMatch(
    /^accuracy,end,margin,random,6,5,4\.?\d*,/,
  );
});

test('a pair that its own interval excludes zero for may not be significant among many', () => {
  const many = ['random', 'margin', 'entropy', 'core-set', 'badge', 'bald'];
  const close = (arm: number, _: number, seed: number) =>
    0.5 + (arm === 1 ? (2.2 + (seed - 3)) / 100 : 0) + (arm > 1 ? ((arm * seed * 7) % 5) / 100 : 0);
  const [first] = pairsOf(table({ arms: many, seeds, accuracy: close }), atEnd);
  expect(first).toMatchObject({ ahead: 1, behind: 0, significant: false, holm: { comparisons: 15 } });
  expect(first!.low).toBeGreaterThan(0);
  expect(pairsOf(table({ arms: many.slice(0, 2), seeds, accuracy: close }), atEnd)[0]!.significant).toBe(true);
});
