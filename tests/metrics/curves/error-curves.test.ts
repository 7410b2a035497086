/** Error rates on a logarithmic axis. */
import { expect, test } from 'vitest';
import { axisScale } from '../../../src/metrics/curves/axis-scales.ts';
import { bandOf, curvesOf } from '../../../src/metrics/curves/curves.ts';
import { errorCurve, errorRange, hasErrorRate } from '../../../src/metrics/curves/error-curves.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo, type MeasureInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog } from '../../support/build-log.ts';

/** 90% and 80%, then 99% and 95%, of two seeds. */
const log = buildLog({
  arms: ['random'],
  seeds: [1, 2],
  cycles: 1,
  accuracy: (_arm, cycle, seed) =>
    [
      [0.9, 0.8],
      [0.99, 0.95],
    ][cycle]![seed - 1]!,
});
const [curve] = curvesOf(tableOf(log)!, accuracyInfo);

test('the mean, the worst and the best seed are those of one minus the accuracy', () => {
  const error = errorCurve(curve!);
  expect(error.mean.map(({ value }) => value)).toEqual([expect.closeTo(0.15, 10), expect.closeTo(0.03, 10)]);
  expect(error.mean.map(({ min, max }) => [min, max].map((one) => Number(one.toFixed(6))))).toEqual([
    [0.1, 0.2],
    [0.01, 0.05],
  ]);
  expect(error.perSeed[1]!.points.map(({ value }) => Number(value.toFixed(6)))).toEqual([0.2, 0.05]);
  for (const band of ['range', 'interval', 'deviation'] as const) {
    const [low, high] = bandOf(curve!.mean[0]!, band);
    const [least, greatest] = bandOf(error.mean[0]!, band);
    expect(least).toBeCloseTo(1 - high, 10);
    expect(greatest).toBeCloseTo(1 - low, 10);
  }
});

test('the axis holds every seed and the reference, ends at 1 at most, and 0 lies at its lower end', () => {
  const [low, high] = errorRange([errorCurve(curve!)], 0.002);
  expect(low).toBeLessThanOrEqual(0.002);
  expect(low).toBeGreaterThan(0.0002);
  expect(high).toBeGreaterThanOrEqual(0.2);
  expect(high).toBeLessThanOrEqual(1);
  const y = axisScale('log', [low, high], [300, 0]);
  expect(y(0)).toBeCloseTo(300, 6);
  expect(y(0.02) - y(0.2)).toBeCloseTo(y(0.002) - y(0.02), 6);
  const perfect = { ...curve!, mean: curve!.mean.map((point) => ({ ...point, value: 1, min: 1, max: 1 })) };
  const range = errorRange([errorCurve(perfect)], undefined);
  expect(range[0]).toBeGreaterThan(0);
  expect(range[1]).toBe(1);
});

test('only shares of which more is better have an error rate', () => {
  expect(hasErrorRate(accuracyInfo)).toBe(true);
  const other: MeasureInfo = { ...accuracyInfo, name: 'log-loss', unit: 'nats', better: 'less', range: [0, Infinity] };
  expect(hasErrorRate(other)).toBe(false);
});
