/** A measure of which less is better: the lower arm is ahead in curves, comparisons, sentences and tables. */
import { describe, expect, test } from 'vitest';
import { logLoss } from '../../src/measuring/log-loss.ts';
import { macroF1 } from '../../src/measuring/macro-f1.ts';
import { compareArms, fromArm, valuesAt, areasAt, commonCycle } from '../../src/metrics/comparison/comparison.ts';
import { cycleWinShares, pairRows, pairsOf } from '../../src/metrics/comparison/pairwise.ts';
import { comparisonStatement, statements, statementText } from '../../src/metrics/comparison/statements.ts';
import { summaryOf } from '../../src/metrics/comparison/summary.ts';
import { fullSupervisionText, referenceLines } from '../../src/metrics/full-supervision.ts';
import { curvesOf } from '../../src/metrics/curves/curves.ts';
import { formatDifference, formatWithUnit, measureNames } from '../../src/metrics/measure-values.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { accuracyInfo } from '../../src/protocol/measure-info.ts';
import { buildLog } from '../support/build-log.ts';

const loss = logLoss.about;
const seeds = [1, 2, 3, 4, 5];

/** Random loses 0.9 nats, margin 0.5 ± 0.02 by seed, in every cycle; accuracies are equal. */
const lossOf = (arm: number, seed: number) => (arm === 0 ? 0.9 : 0.5 + 0.01 * (seed - 3));
const log = buildLog({ seeds, accuracy: () => 0.8, spec: { reference: true } }).map((event): LogEvent => {
  if (event.type === 'measured')
    return { ...event, values: { ...event.values, 'log-loss': lossOf(event.arm, event.seed) } };
  if (event.type === 'full-supervision') return { ...event, values: { ...event.values, 'log-loss': 0.125 } };
  return event;
});
const table = tableOf(log)!;
const view = { measure: loss, basis: 'end' } as const;

describe('log-loss', () => {
  test('has curves, areas and full supervision in nats, not in percent', () => {
    const [random] = curvesOf(table, loss);
    expect(random!.mean.map(({ value }) => value)).toEqual([0.9, 0.9, 0.9].map((one) => expect.closeTo(one, 12)));
    const point = commonCycle(table)!;
    expect(valuesAt(table, point, { arm: 1, measure: loss })).toEqual(seeds.map((seed) => lossOf(1, seed)));
    expect(areasAt(table, point, { arm: 0, measure: loss })).toEqual(seeds.map(() => expect.closeTo(0.9, 12)));
    expect(referenceLines(table, loss)[0]!.value).toBe(0.125);
  });

  test('puts the lower arm ahead, by a positive difference', () => {
    const one = compareArms(table, [0, 1], view)!;
    expect(one).toMatchObject({ ahead: 1, behind: 0, significant: true });
    expect(one.mean).toBeCloseTo(0.4, 12);
    expect(fromArm(one, 0).mean).toBeCloseTo(-0.4, 12);
    expect(pairsOf(table, view)).toMatchObject([{ ahead: 1, behind: 0 }]);
    expect(cycleWinShares(table, loss)![1]![0]).toBeCloseTo(1, 12);
    expect(cycleWinShares(table, loss)![0]![1]).toBe(0);
  });

  test('has its unit and direction in the sentence, while equal accuracies are level', () => {
    // differences 0.42 0.41 0.40 0.39 0.38: s = .0158, ± .0196
    expect(statements(table, loss).map(statementText)).toEqual([
      'Margin is ahead of random by 0.400 nats of log-loss in the mean over the curve (less is better; 95%: 0.380 to 0.420, 5 seeds).',
    ]);
    expect(statements(table, accuracyInfo).map(statementText)[0]).toMatch(
      /do not differ significantly in the mean over the curve \(95%: 0\.0 to 0\.0/,
    );
    const one = tableOf(log.filter((event) => !('seed' in event) || event.seed === 1))!;
    expect(statements(one, loss).map(statementText)[0]).toMatch(
      /^Margin leads random by 0\.420 nats of log-loss in the mean over the curve \(less is better\) at 6 labels\./,
    );
  });

  test('has a summary in which the lower loss leads', () => {
    const [random, margin] = summaryOf(table, loss).arms;
    expect(random!.value).toBeCloseTo(0.9, 12);
    expect(margin!.value).toBeCloseTo(0.5, 12);
    expect(margin!.lead!.mean).toBeCloseTo(0.4, 12);
  });

  test('is in the table of pairs with its own unit', () => {
    const rows = pairRows(table, [accuracyInfo, loss]);
    expect(rows.map((row) => [row[0], row[1], row[2], row[9]])).toEqual([
      ['accuracy', 'end', 'random', 'points'],
      ['accuracy', 'area', 'random', 'points'],
      ['log-loss', 'end', 'margin', 'nats'],
      ['log-loss', 'area', 'margin', 'nats'],
    ]);
  });
});

test('a measure that is not in the log has no curve, no comparison and no sentence', () => {
  expect(measureNames(table)).toEqual(['accuracy', 'log-loss']);
  const { about } = macroF1;
  expect(curvesOf(table, about).every(({ mean }) => mean.length === 0)).toBe(true);
  expect(compareArms(table, [0, 1], { measure: about, basis: 'end' })).toBeUndefined();
  expect(statements(table, about)).toEqual([]);
  expect(summaryOf(table, about).arms.map(({ value, lead }) => [value, lead])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(pairRows(table, [about])).toEqual([]);
});

test('fractions are shown in percent with differences in points, other values unchanged', () => {
  expect(formatWithUnit(accuracyInfo, 0.8731)).toBe('87.3 %');
  expect(formatWithUnit(loss, 0.41234)).toBe('0.412 nats');
  expect(formatDifference(accuracyInfo, -2.31)).toBe('−2.3');
  expect(formatDifference(accuracyInfo, -0.01)).toBe('0.0');
  expect(formatDifference(loss, -0.0004)).toBe('0.000');
  const one = compareArms(table, [0, 1], { measure: { ...macroF1.about, name: 'accuracy' }, basis: 'end' })!;
  expect(statementText(comparisonStatement(table, { ...one, measure: macroF1.about }))).toMatch(
    /do not differ significantly by macro F1 \(/,
  );
});

test('full supervision is said to be one training of bounded length, not a bound of the arms', () => {
  const told = (reference: boolean) =>
    fullSupervisionText(tableOf(buildLog({ seeds: [3, 4], spec: { reference } }))!, accuracyInfo);
  expect(told(true)).toBe(
    'Whole pool (reference): trained on all 100 labels of the pool under seed 3 alone, in batches of at least 64 and about 2,000 gradient steps at most (2 epochs at least). Arms that train longer may pass it.',
  );
  expect(told(false)).toBeUndefined();
});
