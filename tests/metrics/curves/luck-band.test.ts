/** The luck band: percentiles by hand, which random arms it is of, and which arms are said to lie inside. */
import { describe, expect, test } from 'vitest';
import { luckStatement } from '../../../src/metrics/comparison/luck-statement.ts';
import { statementText } from '../../../src/metrics/comparison/statements.ts';
import { luckBand, luckTable, quantile, withLuckColumns } from '../../../src/metrics/curves/luck-band.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const tableWith = (options: LogOptions) => tableOf(buildLog(options))!;

test('a percentile lies between the two values around the place (n − 1) p', () => {
  const sorted = [1, 2, 4, 8, 16];
  // places 0.2, 2, 3.8
  expect(quantile(sorted, 0.05)).toBeCloseTo(1.2, 12);
  expect(quantile(sorted, 0.5)).toBe(4);
  expect(quantile(sorted, 0.95)).toBeCloseTo(8 + 0.8 * 8, 12);
  expect(quantile(sorted, 1)).toBe(16);
  expect(quantile([3, 7], 0.25)).toBe(4);
});

describe('the band', () => {
  /** 21 random arms on two seeds: 0.50, 0.51 … 0.70 in cycle 1 as the mean over the seeds, all 0.4 in cycle 0. */
  const options: LogOptions = {
    ...{ arms: ['random', 'margin'], seeds: [1, 2], cycles: 1, spec: { luck: { arms: 21 } } },
    luck: (arm, cycle, seed) => (cycle === 0 ? 0.4 : 0.5 + ((7 * arm) % 21) / 100 + (seed === 1 ? 0.05 : -0.05)),
  };

  test('is of means over the seeds, cycle by cycle', () => {
    // 7 and 21 have a common factor: each of 0.50, 0.57, 0.64 is the mean of seven arms
    const { arms, points } = luckBand(tableWith(options), accuracyInfo)!;
    expect(arms).toBe(21);
    expect(points.map(({ cycle, labelled }) => [cycle, labelled])).toEqual([[0, 2], [1, 4]]); // prettier-ignore
    [0.4, 0.4, 0.4].forEach((value, i) => expect([points[0]!.low, points[0]!.median, points[0]!.high][i]).toBeCloseTo(value, 9)); // prettier-ignore
    [0.5, 0.57, 0.64].forEach((value, i) => expect([points[1]!.low, points[1]!.median, points[1]!.high][i]).toBeCloseTo(value, 9)); // prettier-ignore
  });

  test('interpolates: of 0.50, 0.51 … 0.70 the 5th percentile is 0.51 and the 95th 0.69', () => {
    const each = {
      ...options,
      luck: (arm: number, cycle: number) => (cycle === 0 ? 0.4 : 0.5 + ((8 * arm) % 21) / 100),
    };
    const [, last] = luckBand(tableWith(each), accuracyInfo)!.points;
    expect(last!.low).toBeCloseTo(0.51, 9);
    expect(last!.median).toBeCloseTo(0.6, 9);
    expect(last!.high).toBeCloseTo(0.69, 9);
  });

  test('is of complete arms alone, two at least', () => {
    // 8 steps of the arms, then 2 seeds × 2 cycles of the first random arm, 2 steps of each other
    expect(luckBand(tableWith({ ...options, steps: 8 + 4 }), accuracyInfo)).toBeUndefined();
    expect(luckBand(tableWith({ ...options, steps: 8 + 5 }), accuracyInfo)).toBeUndefined();
    expect(luckBand(tableWith({ ...options, steps: 8 + 6 }), accuracyInfo)!.arms).toBe(2);
    expect(luckBand(tableWith({ ...options, steps: 8 + 9 }), accuracyInfo)!.arms).toBe(3);
    expect(luckBand(tableWith({ ...options, spec: {} }), accuracyInfo)).toBeUndefined();
  });

  test('leaves out an arm without a finite value', () => {
    const broken = { ...options, luck: (arm: number, cycle: number) => (arm === 3 && cycle === 1 ? NaN : 0.5) };
    expect(luckBand(tableWith(broken), accuracyInfo)!.arms).toBe(20);
  });

  test('stands beside the curves in their table, and each random arm in a table of its own', () => {
    const table = tableWith(options);
    const { columns, rows } = withLuckColumns(
      { columns: ['arm', 'cycle'], rows: [['margin', 1], ['margin', 9]] }, // prettier-ignore
      luckBand(table, accuracyInfo),
      100,
    );
    expect(columns).toEqual(['arm', 'cycle', 'random arms 5th percentile', 'random arms median', 'random arms 95th percentile']); // prettier-ignore
    [50, 57, 64].forEach((value, i) => expect(rows[0]![2 + i]).toBeCloseTo(value, 6));
    expect(rows[1]).toEqual(['margin', 9, undefined, undefined, undefined]);
    const all = luckTable(table);
    expect(all.columns).toEqual(['random_arm', 'seed', 'cycle', 'labelled', 'test_accuracy', 'seconds']);
    expect(all.rows).toHaveLength(2 * 2 + 20 * 2);
    expect(all.rows[0]).toEqual([1, 1, 0, 2, 0.4, 1]);
  });
});

describe('the sentence', () => {
  /** Areas of the random arms: the mean of 0.4 and 0.5 … 0.7, that is 45 … 55 %, of which 45.5 to 54.5 lie in the band. */
  const of = (ends: number[], more: LogOptions = {}) =>
    tableWith({
      ...{ arms: ends.map((_, i) => `s${i}`), cycles: 1, spec: { luck: { arms: 21 } } },
      luck: (arm, cycle) => (cycle === 0 ? 0.4 : 0.5 + arm / 100),
      accuracy: (arm, cycle) => (cycle === 0 ? 0.4 : ends[arm]!),
      ...more,
    });
  const text = (table: ReturnType<typeof of>, measure = accuracyInfo) => {
    const statement = luckStatement(table, measure);
    return statement && statementText(statement);
  };

  test('names the arms inside, above and below by the area under their curves', () => {
    expect(text(of([0.6, 0.7, 0.52, 0.505, 0.68]))).toBe(
      'Luck band (5th to 95th percentile of 21 random arms, 45.5 to 54.5 % in the mean over the curve): inside: s0, s2, s4; better than the band: s1; worse than the band: s3.',
    );
  });

  test('is the other way round where less is better', () => {
    const loss = { ...accuracyInfo, better: 'less' as const };
    expect(text(of([0.7, 0.505]), loss)).toContain('better than the band: s1; worse than the band: s0.');
  });

  test('does not judge an arm with a training of its own', () => {
    const arms = [{ strategy: 's0' }, { strategy: 's1', training: { method: 'supervised', epochs: 3 } }];
    expect(text(of([0.7, 0.7], { spec: { luck: { arms: 21 }, arms } }))).toMatch(
      /better than the band: s0; not judged, with a model or training of its own: s1\.$/,
    );
  });

  test('waits for random arms', () => {
    expect(text(of([0.6, 0.7], { steps: 4 }))).toBeUndefined();
  });
});
