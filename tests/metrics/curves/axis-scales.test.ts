/** Scales of axes, against d3-scale, which the page does without. */
import { scaleLinear, scaleLog } from 'd3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisScale, roundEnds, roundTicks } from '../../../src/metrics/curves/axis-scales.ts';

const value = fc.integer({ min: -1e6, max: 1e6 }).map((thousandths) => thousandths / 1000);
const ascending = (one: fc.Arbitrary<number>) =>
  fc.tuple(one, one).filter(([low, high]) => high - low > 1e-6 * Math.max(1, Math.abs(high)));

test('a linear scale, its ticks and its round ends are those of d3-scale', () => {
  fc.assert(
    fc.property(ascending(value), value, fc.integer({ min: 4, max: 9 }), (domain, at, count) => {
      const own = axisScale('linear', domain, [300, 20]);
      const theirs = scaleLinear(domain, [300, 20]);
      const expected = theirs(at);
      expect(Math.abs(own(at) - expected)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(expected)));
      expect(roundTicks(domain, count)).toEqual(theirs.ticks(count));
      // + 0: zeros of either sign
      const ends = theirs.nice(count).domain();
      expect(roundEnds(domain, count).map((end) => end + 0)).toEqual(ends.map((end) => end + 0));
    }),
  );
});

test('a logarithmic scale is that of d3-scale: equal ratios take equal lengths', () => {
  const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(ascending(positive), positive, (domain, at) => {
      const share = axisScale('log', domain, [0, 1]);
      expect(share(at)).toBeCloseTo(scaleLog(domain, [0, 1])(at), 6);
    }),
  );
  const decades = axisScale('log', [1, 1000], [0, 300]);
  expect(decades(10)).toBeCloseTo(100, 10);
  expect(decades(100)).toBeCloseTo(200, 10);
});

test('values of a range of one value lie in its middle', () => {
  expect(axisScale('linear', [5, 5], [0, 100])(5)).toBe(50);
  expect(axisScale('log', [5, 5], [0, 100])(5)).toBe(50);
});
