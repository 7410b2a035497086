/** Ranges and ticks of axes, places of labels, and formats of numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Curve } from '../../src/metrics/curves/curves.ts';
import { valueRange } from '../../src/metrics/curves/axis-ranges.ts';
import { logRange, logTicks } from '../../src/metrics/curves/log-axis.ts';
import { spreadLabels } from '../../src/metrics/curves/label-placement.ts';
import {
  className,
  columnFormatter,
  formatDuration,
  truncate,
  formatPercent,
  formatNumber,
  formatBytes,
} from '../../src/metrics/format.ts';

describe('names at the ends of lines', () => {
  test('never overlap, stay within the figure, and keep the order of their lines', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 350 }), { minLength: 1, maxLength: 12 }), (wanted) => {
        const placed = spreadLabels(wanted, { gap: 14, low: 10, high: 300 });
        const sorted = placed.toSorted((a, b) => a - b);
        for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(sorted[0]).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(sorted.at(-1)).toBeLessThanOrEqual(300 + 1e-9);
        wanted.forEach((a, i) => wanted.forEach((b, j) => a < b && expect(placed[i]).toBeLessThan(placed[j]!)));
      }),
    );
  });

  test('are not moved where there is room', () => {
    expect(spreadLabels([200, 20, 100], { gap: 14, low: 0, high: 300 })).toEqual([200, 20, 100]);
  });

  test('share the displacement: two at one height move half a gap up and half a gap down', () => {
    expect(spreadLabels([100, 100], { gap: 14, low: 0, high: 300 })).toEqual([93, 107]);
  });
});

describe('the range of an axis', () => {
  const curve = (least: number, greatest: number): Curve => ({
    ...{ arm: 0, name: 'a', perSeed: [] },
    mean: [
      {
        ...{ cycle: 0, labelled: 4, answers: 4, cost: 4, gradientSteps: 9, value: (least + greatest) / 2 },
        min: least,
        max: greatest,
        standardDeviation: 0,
        seeds: 2,
      },
    ],
  });

  test('includes every value and full supervision, and stays within the measure’s range', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        const [low, high] = valueRange([curve(Math.min(a, b), Math.max(a, b))], {
          bounds: [0, 1],
          empty: [0, 1],
          others: [0.9],
        });
        expect(low).toBeLessThanOrEqual(Math.min(a, b, 0.9));
        expect(high).toBeGreaterThanOrEqual(Math.max(a, b, 0.9));
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThan(low);
      }),
    );
  });

  test('is a default before the first result', () => {
    expect(valueRange([], { bounds: [0, 1], empty: [0.5, 1], others: [0.9] })).toEqual([0.5, 1]);
  });
});

describe('numbers', () => {
  test('have one format', () => {
    expect([0.918, 1, 0].map(formatPercent)).toEqual(['91.8', '100.0', '0.0']);
    // two significant digits in one form: a column of them can be compared at sight
    const numbers = [0.693, 1.386, 0, -0.25, 12.34, 345.6, 12500, 0.007, 0.00042, 0.0997, 9.96, 3e-9, NaN];
    expect(numbers.map(formatNumber)).toEqual([
      ...['0.69', '1.4', '0', '−0.25', '12', '346', '12,500', '0.0070', '0.00042', '0.10', '10', '3.0e−9', '–'],
    ]);
    expect([0.123, 4.26, 59.9, 125, 3725].map(formatDuration)).toEqual([
      '0.12 s',
      '4.3 s',
      '59.9 s',
      '2 min 05 s',
      '1 h 02 min',
    ]);
  });

  test('in a column of a table have the same number of decimals', () => {
    expect([64, 62.5, null].map(columnFormatter([64, 62.5, null]))).toEqual(['64.00', '62.50', '']);
    expect([1, 2].map(columnFormatter([1, 2]))).toEqual(['1', '2']);
    expect([0.5, 0.25].map(columnFormatter([0.5, 0.25]))).toEqual(['0.5000', '0.2500']);
  });
});

test('a sample without a label has a text too', () => {
  expect([className(['cat'], 0), className(['cat'], -1), className(['cat'], 3)]).toEqual(['cat', 'no label', '3']);
  expect(truncate('least-confidence', 8)).toBe('least-c…');
});

describe('a logarithmic axis', () => {
  test('includes every value with padding, and is half a decade wide for a single one', () => {
    const [low, high] = logRange([0.2, 45]);
    expect([low < 0.2, high > 45, low > 0.05, high < 100]).toEqual([true, true, true, true]);
    const [from, to] = logRange([3]);
    expect(Math.log10(to / from)).toBeCloseTo(0.5);
    expect(logRange([0, NaN])).toEqual([1, 10]);
  });

  test('has ticks at the powers of ten, and between them where there are too few', () => {
    expect(logTicks([0.05, 200])).toEqual([0.1, 1, 10, 100]);
    expect(logTicks([2, 30])).toEqual([2, 5, 10, 20]);
  });
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [999_600, '1.0 MB'],
  [54_880_000, '54.9 MB'],
  [10_800_000_000, '10.8 GB'],
])('%d bytes are %s', (count, words) => expect(formatBytes(count)).toBe(words));
