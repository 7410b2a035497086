/** The plane in boxes of any shape: one scale for both axes, air cut off, data never. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenScales, mapRect, type Extent } from '../../src/projection/plane/plane-scales.ts';

/** Data from 0 to 10 and from 0 to 5 with the margin of the runner's maps. */
const extent: Extent = [-0.8, 10.8, -0.4, 5.4];

describe('the plane', () => {
  it('draws equal distances alike, and all data within its box', () => {
    const size = fc.integer({ min: 60, max: 3000 });
    fc.assert(
      fc.property(size, size, (width, height) => {
        const { x, y } = evenScales(extent, width, height);
        expect(x(3) - x(2)).toBeCloseTo(y(2) - y(3), 6);
        for (const [px, py] of [
          [0, 0],
          [10, 5],
        ] as const) {
          expect(x(px)).toBeGreaterThanOrEqual(-1e-6);
          expect(x(px)).toBeLessThanOrEqual(width + 1e-6);
          expect(y(py)).toBeGreaterThanOrEqual(-1e-6);
          expect(y(py)).toBeLessThanOrEqual(height + 1e-6);
        }
      }),
    );
  });

  it('fills a box of about its shape, and cuts off the margins only', () => {
    for (const [width, height] of [
      [200, 100],
      [210, 100],
      [190, 100],
    ] as const) {
      const { left, top, ...rect } = mapRect(extent, width, height);
      expect(left).toBeLessThanOrEqual(1e-9);
      expect(top).toBeLessThanOrEqual(1e-9);
      expect(left + rect.width).toBeGreaterThanOrEqual(width - 1e-9);
      expect(top + rect.height).toBeGreaterThanOrEqual(height - 1e-9);
    }
  });

  it('is in the middle of a box of another shape', () => {
    const { left, width, top } = mapRect(extent, 1000, 100);
    expect(left).toBeCloseTo((1000 - width) / 2);
    expect(left).toBeGreaterThan(300);
    expect(top).toBeLessThan(0);
  });

  it('has a scale for each axis where their units are of different kinds', () => {
    const { left, top, width, height } = mapRect([0, 1, 0, 2000], 300, 200);
    expect([left, top, width, height].map((one) => Math.round(one))).toEqual([0, 0, 300, 200]);
  });
});
