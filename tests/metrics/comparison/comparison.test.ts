/** Comparisons of arms, against published tables and worked examples. */
import { expect, test } from 'vitest';
import { compareArms, fromArm, confidenceInterval, commonCycle } from '../../../src/metrics/comparison/comparison.ts';
import { studentQuantile, studentCentralProbability } from '../../../src/metrics/comparison/student-t.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const atEnd = { measure: accuracyInfo, basis: 'end' } as const;
const byArea = { measure: accuracyInfo, basis: 'area' } as const;
const table = (story: LogOptions) => tableOf(buildLog(story))!;

test('Student’s quantiles equal those of the printed table', () => {
  const printed = [
    [1, 12.706],
    [2, 4.303],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
    [120, 1.98],
  ] as const;
  for (const [freedom, t] of printed) expect(studentQuantile(0.95, freedom)).toBeCloseTo(t, 3);
  // One degree of freedom is Cauchy's distribution: P(|T| ≤ t) = 2/π · arctan t.
  expect(studentCentralProbability(3, 1)).toBeCloseTo((2 / Math.PI) * Math.atan(3), 12);
});

test('a paired interval is mean ± t s / √n', () => {
  // Differences 1 … 5: mean 3, s = √2.5, t(4) = 2.776445: ± 1.9632.
  const interval = confidenceInterval([1, 2, 3, 4, 5]);
  expect(interval.mean).toBe(3);
  expect(interval.low).toBeCloseTo(3 - 1.9632432, 5);
  expect(interval.high).toBeCloseTo(3 + 1.9632432, 5);
  expect(interval.significant).toBe(true);
  expect(confidenceInterval([-1, 2, 3, 4, -5]).significant).toBe(false);
});

test('the paired interval of Student’s sleep data is his own', () => {
  // Cushny and Peebles: hours of sleep gained by ten patients under two drugs. t = 4.0621, 9 degrees of freedom.
  const interval = confidenceInterval([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
  expect(interval.mean).toBeCloseTo(1.58, 10);
  expect(interval.low).toBeCloseTo(0.7001142, 6);
  expect(interval.high).toBeCloseTo(2.4598858, 6);
});

test('two seeds with equal differences are not significant', () => {
  expect(confidenceInterval([2, 2]).significant).toBe(false);
  // equal differences except for rounding: 91.1 − 90.2 and 81.1 − 80.2
  expect(confidenceInterval([100 * 0.911 - 100 * 0.902, 100 * 0.811 - 100 * 0.802]).significant).toBe(false);
});

test('arms are compared at the last cycle that all have reached, over the seeds with it', () => {
  // Seed 1 is complete (6 steps), seed 2 in cycle 1.
  expect(commonCycle(table({ seeds: [1, 2], steps: 9 }))).toEqual({ cycle: 2, labelled: 6, seeds: [1] });
  expect(commonCycle(table({ seeds: [1, 2] }))).toEqual({ cycle: 2, labelled: 6, seeds: [1, 2] });
  // One arm is a cycle ahead.
  expect(commonCycle(table({ steps: 3 }))).toMatchObject({ cycle: 0 });
});

test('the arm that is behind comes second, in either order of the arguments', () => {
  const one = compareArms(table({ accuracy: (arm) => 0.9 - arm / 10 }), [1, 0], atEnd);
  expect(one).toMatchObject({ ahead: 0, behind: 1 });
  expect(one?.mean).toBeCloseTo(10, 10);
});

test('from the side of the arm that is behind, signs and ends of the interval are reversed', () => {
  const accuracy = (arm: number, _: number, seed: number) => 0.5 - (arm * (10 + seed)) / 100;
  const one = compareArms(table({ seeds: [1, 2, 3], accuracy }), [0, 1], atEnd)!;
  expect(one.mean).toBeCloseTo(12, 10);
  const behind = fromArm(one, 1);
  expect([behind.mean, behind.low, behind.high]).toEqual([-one.mean, -one.high, -one.low]);
  expect(fromArm(one, 0)).toMatchObject({ mean: one.mean, low: one.low, high: one.high });
});

test('the area includes earlier cycles: arms that are level at the end can differ by area', () => {
  // Labels 2, 4, 6. Margin is 20 points ahead in cycle 1 only: (2 · 10 + 2 · 10) / 4 = 10 points of area.
  const accuracy = (arm: number, cycle: number) => 0.5 + (arm === 1 && cycle === 1 ? 0.2 : 0);
  const given = table({ seeds: [1, 2], accuracy });
  expect(compareArms(given, [0, 1], atEnd)?.mean).toBeCloseTo(0, 10);
  expect(compareArms(given, [0, 1], byArea)).toMatchObject({ ahead: 1, behind: 0 });
  expect(compareArms(given, [0, 1], byArea)?.mean).toBeCloseTo(10, 10);
  // One cycle has no area.
  expect(compareArms(table({ steps: 2 }), [0, 1], byArea)).toBeUndefined();
});
