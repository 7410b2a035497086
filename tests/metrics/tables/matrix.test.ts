/** Cells of the comparison: signs, intervals, outcomes, cycle by cycle. */
import { expect, test } from 'vitest';
import { comparisonMatrix } from '../../../src/metrics/comparison/matrix.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const cells = (story: LogOptions, view: 'end' | 'area' | 'cycles') =>
  comparisonMatrix(tableOf(buildLog(story))!, { measure: accuracyInfo, view });

const seeds = [1, 2, 3, 4, 5];
/** Margin is ahead by 4 ± 1 points from cycle 1 on; entropy differs from random by 1 ± 2. */
const accuracy = (arm: number, cycle: number, seed: number) => {
  const swing = [0, -1.5, -0.5, 0.5, 1.5, 0][seed]!;
  return 0.5 + (arm === 1 && cycle > 0 ? 4 + swing : arm === 2 ? 1 + 2 * swing : 0) / 100;
};
const arms = ['random', 'margin', 'entropy'];

test('a cell is the row less the column, with its interval; the diagonal has none', () => {
  const matrix = cells({ arms, seeds, accuracy }, 'end');
  expect(matrix.map((row, i) => row[i])).toEqual([undefined, undefined, undefined]);
  // 4 ± 2.776 · √1.25 / √5
  expect(matrix[1]![0]).toEqual({ text: '+4.0', interval: '2.6 to 5.4', outcome: 'ahead' });
  expect(matrix[0]![1]).toEqual({ text: '−4.0', interval: '−5.4 to −2.6', outcome: 'behind' });
  expect(matrix[2]![0]).toMatchObject({ text: '+1.0', outcome: 'open' });
  expect(matrix[0]![2]).toMatchObject({ text: '−1.0', outcome: 'open' });
});

test('by area it is of the mean over the curve', () => {
  // trapezoids over three cycles: 0, 4, 4 → 3
  expect(cells({ arms, seeds, accuracy }, 'area')[1]![0]).toMatchObject({ text: '+3.0', outcome: 'ahead' });
});

test('cycle by cycle it counts the cycles in which the row is ahead', () => {
  const matrix = cells({ arms, seeds, accuracy }, 'cycles');
  expect(matrix[1]![0]).toEqual({ text: '2 of 3', interval: '', outcome: 'ahead' });
  expect(matrix[0]![1]).toEqual({ text: '0 of 3', interval: '', outcome: 'behind' });
  expect(matrix[2]![0]).toEqual({ text: '0 of 3', interval: '', outcome: 'open' });
  // with one seed there are no cycles to count: the difference
  expect(cells({ seeds: [1], accuracy }, 'cycles')[1]![0]).toMatchObject({ text: '+2.5', interval: '' });
});

test('equal arms have no sign, seven have no room for intervals, and before the first result there is nothing', () => {
  expect(cells({ seeds: [1, 2], accuracy: () => 0.5 }, 'end')[0]![1]).toEqual({ text: '0.0', interval: '0.0 to 0.0', outcome: 'open' }); // prettier-ignore
  const many = ['random', 'margin', 'entropy', 'core-set', 'badge', 'bald', 'alfa-mix'];
  expect(cells({ arms: many.slice(0, 6), seeds: [1, 2], accuracy }, 'end')[1]![0]!.interval).not.toBe('');
  expect(cells({ arms: many, seeds: [1, 2], accuracy }, 'end')[1]![0]!.interval).toBe('');
  expect(cells({ steps: 0 }, 'end')).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
});
