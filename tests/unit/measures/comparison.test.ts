/** Which arms can be told apart, held against published tables and worked examples. */
import { describe, expect, test } from 'vitest';
import { compare, intervalOf, meetingPoint, plain, statements } from '../../../src/measures/comparison.ts';
import { studentQuantile, studentWithin } from '../../../src/measures/student.ts';
import { tableOf } from '../../../src/measures/steps.ts';
import { logOf, type Story } from './logs.ts';

const table = (story: Story) => tableOf(logOf(story))!;
const said = (story: Story) => statements(table(story)).map(plain);

test('Student quantiles are those of the printed table', () => {
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
  expect(studentWithin(3, 1)).toBeCloseTo((2 / Math.PI) * Math.atan(3), 12);
});

test('a paired interval is mean ± t s / √n', () => {
  // Differences 1 … 5: mean 3, s = √2.5, t(4) = 2.776445: ± 1.9632.
  const interval = intervalOf([1, 2, 3, 4, 5]);
  expect(interval.mean).toBe(3);
  expect(interval.low).toBeCloseTo(3 - 1.9632432, 5);
  expect(interval.high).toBeCloseTo(3 + 1.9632432, 5);
  expect(interval.distinguishable).toBe(true);
  expect(intervalOf([-1, 2, 3, 4, -5]).distinguishable).toBe(false);
});

test('two seeds that happen to differ by the same do not prove a difference', () => {
  expect(intervalOf([2, 2]).distinguishable).toBe(false);
});

describe('the statement', () => {
  const paired = (arm: number, _: number, seed: number) =>
    0.5 + (arm === 1 ? 0.06 : 0) + seed / 100 + (arm * (seed % 2)) / 500;

  test('says who is ahead by how much, with the interval', () => {
    // Differences 6.2 6.0 6.2 6.0 6.2: mean 6.12, s = .1095, ± .136.
    expect(said({ seeds: [1, 2, 3, 4, 5], accuracy: paired })).toEqual([
      'Margin is ahead of random by 6.1 points (95%: 6.0 to 6.3).',
    ]);
  });

  test('pairs by seed: a difference far smaller than the spread between seeds is seen', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.2 * seed + arm * 0.01 + (arm * seed) / 10000;
    expect(said({ seeds: [1, 2, 3, 4], accuracy })[0]).toMatch(/^Margin is ahead of random by 1\.0 points/);
  });

  test('says when arms cannot be told apart, and over how many seeds', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + (arm * (seed - 2)) / 50;
    expect(said({ seeds: [1, 2, 4], accuracy })[0]).toMatch(
      /^Margin and random are not yet distinguishable: 3 seeds \(95%: −/,
    );
  });

  test('says that one seed proves nothing', () => {
    expect(said({ accuracy: (arm) => 0.5 + arm / 10 })).toEqual([
      'Margin leads random by 10.0 points at 6 labels. One seed proves nothing; add more.',
    ]);
    expect(said({ accuracy: () => 0.5 })[0]).toMatch(/are? level at 6 labels/);
  });

  test('is silent until every arm has been measured, and with one arm', () => {
    expect(said({ steps: 1 })).toEqual([]);
    expect(said({ arms: ['random'] })).toEqual([]);
  });

  test('compares best with the baseline and with the second best', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + arm / 10 + (arm * seed) / 1000;
    const sentences = said({ arms: ['entropy', 'random', 'margin', 'core-set'], seeds: [1, 2, 3], accuracy });
    expect(sentences[0]).toMatch(/^Core-set is ahead of random/);
    expect(sentences[1]).toMatch(/^Core-set is ahead of margin/);
  });
});

test('arms meet at the furthest cycle that all have reached, over the seeds that are there', () => {
  // Seed 1 whole (6 steps), seed 2 in cycle 1.
  expect(meetingPoint(table({ seeds: [1, 2], steps: 9 }))).toEqual({ cycle: 2, labelled: 6, seeds: [1] });
  expect(meetingPoint(table({ seeds: [1, 2] }))).toEqual({ cycle: 2, labelled: 6, seeds: [1, 2] });
  // One arm is a cycle ahead.
  expect(meetingPoint(table({ steps: 3 }))).toMatchObject({ cycle: 0 });
});

test('whoever is behind stands second, whichever was named first', () => {
  const one = compare(table({ accuracy: (arm) => 0.9 - arm / 10 }), 1, 0);
  expect(one).toMatchObject({ ahead: 0, behind: 1 });
  expect(one?.mean).toBeCloseTo(10, 10);
});
