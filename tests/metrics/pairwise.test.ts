/** Every arm against every other. */
import { expect, test } from 'vitest';
import { cycleWinShares, pairRows, pairsCsv, pairsOf, winCounts } from '../../src/metrics/comparison/pairwise.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../support/build-log.ts';

const table = (story: LogOptions) => tableOf(buildLog(story))!;
const atEnd = { measure: accuracyInfo, basis: 'end' } as const;
const arms = ['random', 'margin', 'entropy'];
const seeds = [1, 2, 3, 4, 5];

/**
 * Five seeds. Margin is 4 ± 1 points ahead of random in cycles 1 and 2 (t = 4 / (√2.5 / √5) = 5.66 > 2.776); entropy's
 * lead over random is 1 ± 2 (t = 0.71).
 */
const accuracy = (arm: number, cycle: number, seed: number) => {
  const swing = [0, -1.5, -0.5, 0.5, 1.5, 0][seed]!;
  const lead = arm === 1 ? (cycle === 0 ? 0 : 4 + swing) : arm === 2 ? 1 + 2 * swing : 0;
  return 0.5 + lead / 100;
};

test('pairs differ significantly at the end where t exceeds 2.776, as in BADGE’s comparisons over five seeds', () => {
  const pairs = pairsOf(table({ arms, seeds, accuracy }), atEnd);
  expect(pairs.map((one) => [one.ahead, one.behind, one.significant])).toEqual([
    [1, 0, true],
    [2, 0, false],
    [1, 2, true],
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
  expect(pairsCsv(given, [accuracyInfo]).split('\n')[1]).toMatch(/^accuracy,end,margin,random,6,5,4\.?\d*,/);
});
