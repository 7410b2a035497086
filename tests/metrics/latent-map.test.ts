/** The range of a latent map's colours. */
import { describe, expect, test } from 'vitest';
import { colorRange } from '../../src/metrics/latent-map.ts';

describe('the colours of a score', () => {
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
