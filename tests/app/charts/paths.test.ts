/** Lines and bands as d3's own `line` and `area` draw them. */
import { area, line } from 'd3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandPath, linePath } from '../../../src/app/charts/lines/paths.ts';
import type { CurvePlot } from '../../../src/app/charts/lines/plot.ts';
import type { MeanPoint } from '../../../src/metrics/curves/curves.ts';

const plot: CurvePlot = {
  ...{ axis: 'steps', x: (value) => 3 * value + 1, y: (value) => 100 - 10 * value },
  ...{ margin: { left: 0, right: 0, top: 0, bottom: 0 }, width: 100, height: 100, em: 12 },
};
const points = fc.array(
  fc
    .record({ gradientSteps: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(NaN)), value: fc.nat(9) })
    .map(({ gradientSteps, value }): MeanPoint => ({
      ...{
        cycle: 0,
        ...{ answers: 1, cost: 1 },
        labelled: 4,
        gradientSteps,
        value,
        min: value - 1,
        max: value + 2,
        standardDeviation: 1,
        seeds: 3,
      },
    })),
  { maxLength: 12 },
);
const there = ({ gradientSteps }: MeanPoint) => Number.isFinite(gradientSteps);
const x = ({ gradientSteps }: MeanPoint) => plot.x(gradientSteps);
const numbers = (path: string | null) => (path ?? '').match(/[MLZ]|-?[\d.]+/g) ?? [];

test('a line has the points of d3’s line, with its gaps and single points', () => {
  const reference = line<MeanPoint>(x, ({ value }) => plot.y(value)).defined(there);
  fc.assert(fc.property(points, (all) => void expect(numbers(linePath(all, plot))).toEqual(numbers(reference(all)))));
});

test('a band is the area of d3 from the upper to the lower end', () => {
  const reference = area<MeanPoint>(x, ({ min }) => plot.y(min), ({ max }) => plot.y(max)).defined(there); // prettier-ignore
  fc.assert(
    fc.property(points, (all) => void expect(numbers(bandPath(all, plot, 'range'))).toEqual(numbers(reference(all)))),
  );
});
