/** Error rates, one minus a share that is better when greater, for logarithmic axes: 99% and 99.9% are a decade apart. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { Curve } from './curves.ts';
import { logRange } from './log-axis.ts';

/** Whether one minus the measure is an error rate: a share of the test set that is better when greater. */
export const hasErrorRate = ({ unit, better, range }: MeasureInfo): boolean =>
  unit === '%' && better === 'greater' && range?.[0] === 0 && range[1] === 1;

/** The curve of one minus the value: the lowest seed becomes the highest, the deviation stays. */
export const errorCurve = <C extends Curve>(curve: C): C => ({
  ...curve,
  perSeed: curve.perSeed.map(({ seed, points }) => ({
    seed,
    points: points.map((point) => ({ ...point, value: 1 - point.value })),
  })),
  mean: curve.mean.map((point) => ({
    ...point,
    value: 1 - point.value,
    min: 1 - point.max,
    max: 1 - point.min,
  })),
});

/** Ends of a logarithmic axis around error curves and a line of comparison; no error at all lies below it. */
export function errorRange(curves: readonly Curve[], reference: number | undefined): [number, number] {
  const seeds = curves.flatMap((curve) => curve.mean.flatMap(({ value, min, max }) => [value, min, max]));
  const [low, high] = logRange([...seeds, reference ?? 0].map((value) => (value < 1e-9 ? 0 : value)));
  return low >= 1 ? [0.1, 1] : [low, Math.min(1, high)];
}
