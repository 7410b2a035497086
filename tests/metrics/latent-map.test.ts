/** The range of a latent map's colours. */
import { describe, expect, test } from 'vitest';
import { tableOf } from '../../src/metrics/step-table.ts';
import { buildLog } from '../support/build-log.ts';
import { colorRange, mapCoverage, scoreRange } from '../../src/metrics/latent-map.ts';

test('a map says how much of the pool it shows', () => {
  const table = tableOf(buildLog())!;
  expect(mapCoverage(table, { seed: 1, indices: new Int32Array(100) })).toBe('all 100 samples of the pool');
  expect(mapCoverage(table, { seed: 1, indices: new Int32Array(30) })).toBe('30 of 100 samples of the pool');
});

describe('the colours of a score', () => {
  test('are the same in every cycle where the score has bounds', () => {
    expect(scoreRange('Entropy', 10)).toEqual([0, Math.log(10)]);
    expect([scoreRange('Margin', 4), scoreRange('Confidence', 4)]).toEqual([[0, 1], [0.25, 1]]); // prettier-ignore
    expect(scoreRange('I_like', 10)).toBeUndefined();
    expect(colorRange([0.1, 0.4], scoreRange('Entropy', 10))).toEqual({
      low: 0,
      high: Math.log(10),
      ends: ['0', '2.3'],
    });
  });

  test('range from the least to the greatest score', () => {
    const values = Array.from({ length: 200 }, (_, i) => i / 100);
    expect(colorRange([...values, NaN])).toEqual({ low: 0, high: 1.99, ends: ['0', '2.0'] });
  });

  test('ignore a few outliers, and mark the ends', () => {
    const values = [-5000, -700, ...Array.from({ length: 200 }, (_, i) => i / 100)];
    const { low, high, ends } = colorRange(values);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1.99);
    expect(ends[0]).toMatch(/^≤/);
    expect(ends[1]).toMatch(/^≥/);
  });

  test('are defined for constant scores and for none', () => {
    expect(colorRange(Array(100).fill(3))).toEqual({ low: 3, high: 3, ends: ['3.0', '3.0'] });
    expect(colorRange([NaN]).ends).toEqual(['–', '–']);
  });
});
