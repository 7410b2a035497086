/** Sentences on comparisons, which claim no more than the seeds show. */
import { describe, expect, test } from 'vitest';
import { compareArms } from '../../../src/metrics/comparison/comparison.ts';
import {
  cyclesStatement,
  statementText,
  formatP,
  seedsStatement,
  signFlipStatement,
  comparisonStatement,
  statements,
  stepsStatement,
} from '../../../src/metrics/comparison/statements.ts';
import { cycleWinShares, pairsOf } from '../../../src/metrics/comparison/pairwise.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const atEnd = { measure: accuracyInfo, basis: 'end' } as const;
const table = (story: LogOptions) => tableOf(buildLog(story))!;
const said = (story: LogOptions) => statements(table(story), accuracyInfo).map(statementText);

describe('the statement', () => {
  const paired = (arm: number, _: number, seed: number) =>
    0.5 + (arm === 1 ? 0.06 : 0) + seed / 100 + (arm * (seed % 2)) / 500;

  test('names the arm ahead and its lead, with the interval', () => {
    // Differences 6.2 6.0 6.2 6.0 6.2: mean 6.12, s = .1095, ± .136; the same in every cycle, so by area too.
    expect(said({ seeds: [1, 2, 3, 4, 5], accuracy: paired })).toEqual([
      'Margin is ahead of random by 6.1 points in the mean over the curve (95%: 6.0 to 6.3, 5 seeds).',
    ]);
  });

  test('is about the area, not about where the curves end', () => {
    const accuracy = (arm: number, cycle: number, seed: number) =>
      0.5 + Number(arm === 1) * (cycle === 2 ? -0.01 : 0.2 + seed / 100);
    expect(said({ seeds: [1, 2, 3], accuracy })[0]).toMatch(/^Margin is ahead of random by 1/);
    expect(said({ seeds: [1, 2, 3], cycles: 0, accuracy })[0]).toMatch(
      /^Margin is ahead of random by 22\.0 points \(95%/,
    );
  });

  test('widens the interval of the best arm for the number that it was chosen from', () => {
    // differences from random 1 ± 1 over five seeds: s = 1.58, ± 1.96 for one comparison; t(1 − .05 / 3, 4 degrees) = 3.961: ± 2.80
    const accuracy = (arm: number, _: number, seed: number) =>
      0.5 + (arm === 3 ? (2.5 + (seed - 3)) / 100 : arm === 0 ? 0 : -0.1 * arm);
    const four = ['random', 'margin', 'entropy', 'core-set'];
    expect(said({ seeds: [1, 2, 3, 4, 5], accuracy, arms: four })[0]).toBe(
      'Core-set and random do not differ significantly in the mean over the curve (95% for 3 comparisons together: −0.3 to 5.3, 5 seeds).',
    );
    const two = (arm: number, cycle: number, seed: number) => accuracy(3 * arm, cycle, seed);
    expect(said({ seeds: [1, 2, 3, 4, 5], accuracy: two, arms: ['random', 'core-set'] })[0]).toBe(
      'Core-set is ahead of random by 2.5 points in the mean over the curve (95%: 0.5 to 4.5, 5 seeds).',
    );
  });

  test('pairs by seed: a difference far smaller than the spread between seeds is significant', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.2 * seed + arm * 0.01 + (arm * seed) / 10000;
    expect(said({ seeds: [1, 2, 3, 4], accuracy })[0]).toMatch(/^Margin is ahead of random by 1\.0 points/);
  });

  test('says that arms do not differ significantly, and the number of seeds', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + (arm * (seed - 2)) / 50;
    expect(said({ seeds: [1, 2, 4], accuracy })[0]).toMatch(
      /^Margin and random do not differ significantly in the mean over the curve \(95%: −.*, 3 seeds\)\.$/,
    );
  });

  test('says that one seed is too few to compare', () => {
    expect(said({ accuracy: (arm) => 0.5 + arm / 10 })).toEqual([
      'Margin leads random by 10.0 points in the mean over the curve at 6 labels. 1 seed: too few to compare; add more.',
    ]);
    expect(said({ accuracy: () => 0.5 })[0]).toMatch(/are? level at 6 labels/);
  });

  test('is empty until every arm has been measured, and with one arm', () => {
    expect(said({ steps: 1 })).toEqual([]);
    expect(said({ arms: ['random'] })).toEqual([]);
  });

  test('compares best with the baseline and with the second best', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + arm / 10 + (arm * seed) / 1000;
    const sentences = said({ arms: ['entropy', 'random', 'margin', 'core-set'], seeds: [1, 2, 3], accuracy });
    expect(sentences[0]).toMatch(/^Core-set is ahead of random/);
    expect(sentences[1]).toMatch(/^Core-set is ahead of margin .* for 6 comparisons together/);
    const flat = said({ arms: ['random', 'entropy', 'margin'], seeds: [1, 2, 3], accuracy: (arm) => 0.5 - arm / 10 });
    expect(flat[0]).toMatch(/^Random and margin .*\(20\.0 points/);
    expect(flat[1]).toMatch(/^Random and entropy .*\(10\.0 points/);
  });
});

test('where the baseline diverged, the best and the worst of the others were chosen from all pairs', () => {
  const accuracy = (arm: number, _: number, seed: number) => 0.5 + (arm * seed) / 100;
  const log = buildLog({ arms: ['random', 'margin', 'entropy', 'core-set', 'badge'], seeds: [1, 2, 3], accuracy }).map(
    (event) =>
      event.type === 'measured' && event.arm === 0
        ? { ...event, values: { accuracy: NaN }, diverged: 'outputs' as const }
        : event,
  );
  const [diverged, worst] = statements(tableOf(log)!, accuracyInfo).map(statementText);
  expect(diverged).toMatch(/^Random diverged at /);
  expect(worst).toMatch(/^Badge and margin .* for 6 comparisons together/);
});

describe('of a pair of arms', () => {
  test('names the area where the comparison is by area', () => {
    const accuracy = (arm: number, cycle: number, seed: number) => 0.5 + (arm * cycle * (10 + seed)) / 200;
    const given = table({ seeds: [1, 2, 3], accuracy });
    expect(statementText(comparisonStatement(given, compareArms(given, [0, 1], { ...atEnd, basis: 'area' })!))).toMatch(
      /^Margin is ahead of random by 6\.0 points in the mean over the curve \(95%: /,
    );
  });

  test('has its p-value among all pairs', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + (arm * (10 + seed)) / 200;
    const given = table({ arms: ['random', 'margin', 'entropy'], seeds: [1, 2, 3, 4], accuracy });
    expect(statementText(comparisonStatement(given, pairsOf(given, atEnd)[0]!))).toMatch(
      /^Margin is ahead of random by 6\.3 points \(95%: .*, 4 seeds; p < 0\.001 among 3 pairs\)\.$/,
    );
  });

  test('equal differences under every seed have no interval', () => {
    const given = table({ seeds: [1, 2], accuracy: (arm) => 0.5 + arm / 20 });
    expect(statementText(comparisonStatement(given, compareArms(given, [0, 1], atEnd)!))).toBe(
      'Margin and random do not differ significantly (5.0 points with each of 2 seeds: no spread to judge by).',
    );
  });

  test('says how many seeds would tell two arms apart that do not differ significantly', () => {
    // differences of 0, 10, 20 and 30 points less 12: mean 3, standard deviation 12.9; 0.23 of it
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + arm * (seed / 10 - 0.22);
    const of = (seeds: number[], margin = accuracy) =>
      seedsStatement(compareArms(table({ seeds, accuracy: margin }), [0, 1], atEnd)!);
    expect(statementText(of([1, 2, 3, 4])!)).toBe(
      'If the difference is as large as it looks, about 148 seeds would show it in four of five experiments.',
    );
    expect(of([1, 2, 3], (arm, _, seed) => 0.5 + arm * (0.2 + seed / 1000))).toBeUndefined();
    expect(of([1])).toBeUndefined();
    // not significant among many pairs, though three seeds are as many as this pair alone needs
    const apart = table({ seeds: [1, 2, 3], accuracy: (arm, _, seed) => 0.5 + arm * (0.2 + seed / 1000) });
    expect(seedsStatement({ ...compareArms(apart, [0, 1], atEnd)!, significant: false })).toBeUndefined();
  });

  test('gives the smallest possible p of the sign-flip test', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + (arm * (10 + seed)) / 200;
    const of = (seeds: number[]) =>
      statementText(signFlipStatement(compareArms(table({ seeds, accuracy }), [0, 1], atEnd)!));
    expect(of([1, 2, 3])).toBe(
      'Sign-flip test: p = 0.25; with 3 seeds the smallest possible p is 0.25, too few seeds for this test.',
    );
    expect(of([1, 2, 3, 4, 5, 6])).toBe('Sign-flip test: p = 0.031; with 6 seeds the smallest possible p is 0.031.');
    expect(of(Array.from({ length: 12 }, (_, i) => i))).toBe(
      'Sign-flip test: p < 0.001; with 12 seeds the smallest possible p is below 0.001.',
    );
    expect(of(Array.from({ length: 25 }, (_, i) => i))).toMatch(/not computed for 25 seeds/);
  });

  test('names unequal numbers of gradient steps only', () => {
    const given = table({ seeds: [1, 2], accuracy: (arm) => 0.5 + arm / 10 });
    const one = compareArms(given, [0, 1], atEnd)!;
    expect(stepsStatement(given, one)).toBeUndefined();
    for (const seed of [1, 2]) {
      const trained = given.steps.get(seed)![1]!.at(-1)!;
      trained.trained = { ...trained.trained!, steps: 3140 };
    }
    expect(statementText(stepsStatement(given, one)!)).toBe(
      'The learner of margin took 3,140 gradient steps, that of random 60.',
    );
  });
});

test('a p-value has two or three decimals', () => {
  expect([1, 0.25, 0.0996, 0.0625, 0.03125, 0.0009, NaN].map(formatP)).toEqual([
    ...['1.00', '0.25', '0.10', '0.063', '0.031', '<0.001', '–'],
  ]);
});

test('cycle by cycle it counts the cycles in which each arm is ahead, the one that is more often first', () => {
  // behind at first, then ahead twice; the noise of the seeds is far smaller than both
  const crossing = (arm: number, cycle: number, seed: number) =>
    0.5 + arm * (cycle === 0 ? -0.1 : 0.1) + ((arm + 1) * seed) / 1000;
  const text = (of: ReturnType<typeof table>, pair = { ahead: 0, behind: 1 }) =>
    statementText(cyclesStatement(of, pair, { shares: cycleWinShares(of, accuracyInfo)!, cycles: 3 }));
  const crossed = table({ seeds: [1, 2, 3], accuracy: crossing });
  expect(text(crossed)).toBe('Margin is ahead of random in 2 of 3 cycles, and behind in 1.');
  expect(text(crossed, { ahead: 1, behind: 0 })).toBe(text(crossed));
  const ahead = table({ seeds: [1, 2, 3], accuracy: (arm, _, seed) => 0.5 + arm / 10 + seed / 1000 + (arm * (seed % 2)) / 2000 }); // prettier-ignore
  expect(text(ahead)).toBe('Margin is ahead of random in 3 of 3 cycles, and behind in none.');
  const equal = table({ seeds: [1, 2, 3], accuracy: (arm, _, seed) => 0.5 + (arm * (seed - 2)) / 10 });
  expect(text(equal)).toBe('Random and margin differ significantly in no cycle of 3.');
});
