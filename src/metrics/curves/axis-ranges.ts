/** Ranges of the axes. */
import { roundEnds } from './axis-scales.ts';
import { bandOf, type Band, type Curve } from './curves.ts';
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { Spec } from '../../protocol/spec.ts';

/** Number of labels at the first and at the last cycle of the plan. */
export const labelRange = (spec: Spec): [number, number] => [
  spec.initial.size,
  spec.initial.size + spec.query.size * spec.query.cycles,
];

/** Bounds of a measure's axis; where the range is far wider than the values, a quarter above the greatest one. */
export function axisBounds({ unit, range }: MeasureInfo, curves: readonly Curve[]): [number, number] {
  const [low, high] = range ?? [-Infinity, Infinity];
  if (unit === '%') return [low, high];
  const greatest = Math.max(0, ...curves.flatMap((curve) => curve.mean.map((point) => point.max)));
  return [Math.max(low, -1.25 * greatest), Math.min(high, 1.25 * greatest)];
}

export interface RangeOptions {
  bounds: [number, number];
  /** The range while there are no points. */
  empty: [number, number];
  /** Further values to include; undefined ones are ignored. */
  others?: readonly (number | undefined)[];
  band?: Band;
}

/**
 * A range with round ends around all seeds of all arms and further values, padded, within the bounds. A band that is far
 * wider than its seeds, such as the interval of two seeds, may be cut off so that the lines stay readable.
 */
export function valueRange(
  curves: readonly Curve[],
  { bounds, empty, others = [], band = 'range' }: RangeOptions,
): [number, number] {
  const points = curves.flatMap((curve) => curve.mean);
  if (points.length === 0) return empty;
  const values = [...points.flatMap((point) => [point.min, point.max]), ...others.filter((one) => one !== undefined)];
  let [low, high] = [Math.min(...values), Math.max(...values)];
  const beyond = 0.5 * (high - low);
  const ends = points.flatMap((point) => bandOf(point, band));
  [low, high] = [
    Math.min(low, Math.max(low - beyond, Math.min(...ends))),
    Math.max(high, Math.min(high + beyond, Math.max(...ends))),
  ];
  // constant curves have a range too
  const padding = Math.max(0.05 * (high - low), 0.02 * (bounds[1] - bounds[0]));
  [low, high] = [Math.max(bounds[0], low - padding), Math.min(bounds[1], high + padding)];
  const [from, to] = roundEnds([low, high], 5);
  return [Math.max(bounds[0], from), Math.min(bounds[1], to)];
}
