/** Runs as data sets: which arms and runs count, the order of the arms, the table and the sentences. */
import { describe, expect, test } from 'vitest';
import { rankRuns, ranksTable, ranksText } from '../../../src/metrics/ranks/ranked-runs.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

/** A run on data of this name, whose arms have these accuracies in every cycle. */
function run(name: string, accuracies: readonly number[], options: LogOptions = {}) {
  const arms = ['random', 'margin', 'entropy'].slice(0, accuracies.length);
  const log = buildLog({ arms, seeds: [1, 2], accuracy: (arm) => accuracies[arm]!, ...options });
  const named = log.map((event) =>
    event.type === 'started' ? { ...event, dataset: { ...event.dataset, name } } : event,
  );
  return { name, table: tableOf(named)! };
}
const runs = [
  run('A', [0.5, 0.7, 0.6]),
  run('B', [0.8, 0.9, 0.85]),
  run('C', [0.3, 0.5, 0.5]),
  run('D', [0.5, 0.9, 0.4]),
];

describe('runs ranked', () => {
  test('have the arms by their mean ranks, best first, with each run’s values in the same order', () => {
    const ranked = rankRuns(runs, accuracyInfo)!;
    expect(ranked.arms).toEqual(['margin', 'entropy', 'random']);
    // margin 1, 1, 1.5, 1; entropy 2, 2, 1.5, 3; random 3, 3, 3, 2
    expect(ranked.meanRanks).toEqual([4.5 / 4, 8.5 / 4, 11 / 4]);
    expect(ranked.runs.map(({ ranks }) => ranks)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1.5, 1.5, 3],
      [1, 3, 2],
    ]);
    expect(ranked.runs[3]!.values).toEqual([90, 40, 50].map((value) => expect.closeTo(value, 9)));
    expect(ranked.criticalDifference).toBeCloseTo(2.343 * Math.sqrt(12 / 24), 3);
    expect(ranked.groups).toEqual([[0, 1, 2]]);
  });

  test('of a measure of which less is better, rank the least first', () => {
    const ranked = rankRuns(runs, { ...accuracyInfo, better: 'less' })!;
    expect(ranked.arms).toEqual(['random', 'entropy', 'margin']);
  });

  test('count the arms that all of them have', () => {
    const ranked = rankRuns([...runs, run('E', [0.4, 0.6])], accuracyInfo)!;
    expect(ranked.arms).toEqual(['margin', 'random']);
    expect(rankRuns([runs[0]!, run('F', [0.4])], accuracyInfo)).toBeUndefined();
    expect(rankRuns([runs[0]!], accuracyInfo)).toBeUndefined();
  });

  test('leave out runs that have no results yet', () => {
    const ranked = rankRuns([...runs, run('G', [0.1, 0.2, 0.3], { steps: 1 })], accuracyInfo)!;
    expect(ranked.runs.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D']);
  });

  test('have a table of values, mean ranks, and Wilcoxon’s test of each pair by Holm', () => {
    const { columns, rows } = ranksTable(rankRuns(runs, accuracyInfo)!, accuracyInfo);
    expect(columns.slice(0, 4)).toEqual(['run', 'arm', 'mean over the curve (%)', 'rank']);
    expect(rows).toHaveLength(4 * 3 + 3 + 3);
    expect(rows[12]).toEqual(['all runs', 'margin', undefined, 1.125, undefined, undefined, undefined]);
    // margin is never behind random: 2 of 2⁴ sign patterns, three pairs
    const pair = rows.find((row) => row[1] === 'margin against random')!;
    expect(pair.slice(-2)).toEqual([0.125, 0.375]);
  });

  test('are told in sentences, with a warning where runs share their data or are few', () => {
    const [friedman, nemenyi, repeated] = ranksText(rankRuns([...runs, run('A', [0.5, 0.7, 0.6])], accuracyInfo)!);
    expect(friedman).toMatch(/^Over 5 runs the arms’ ranks differ \(Friedman, p = 0\.0\d\d\)\.$/);
    expect(nemenyi).toMatch(/critical difference of 1\.48 ranks/);
    expect(repeated).toBe('Several runs are of A: they are not independent, and the tests take them to be.');
    expect(ranksText(rankRuns(runs.slice(0, 2), accuracyInfo)!)[0]).toMatch(/2 runs are few for this test\.$/);
  });
});
