/** How far the axes reach. */
import { scaleLinear } from 'd3';
import type { Curve } from '../../measures/curves.ts';
import type { Spec } from '../../spec/schema.ts';

/** Labels at the first and at the last cycle of the whole budget. */
export const budgetOf = (spec: Spec): [number, number] => [
  spec.initial.size,
  spec.initial.size + spec.query.size * spec.query.cycles,
];

/**
 * Round numbers that hold every seed of every arm and what else is drawn, with a little air, within the bounds.
 * @param empty the range while there is nothing to hold
 */
export function rangeOf(
  curves: readonly Curve[],
  bounds: [number, number],
  empty: [number, number],
  others: readonly number[] = [],
): [number, number] {
  const values = curves.flatMap((curve) => curve.mean.flatMap((point) => [point.least, point.greatest]));
  if (values.length === 0) return empty;
  let [low, high] = [Math.min(...values, ...others), Math.max(...values, ...others)];
  // A flat line gets an axis too.
  const air = Math.max(0.05 * (high - low), 0.02 * (bounds[1] - bounds[0]));
  [low, high] = [Math.max(bounds[0], low - air), Math.min(bounds[1], high + air)];
  const [from, to] = scaleLinear([low, high], [0, 1]).nice(5).domain();
  return [Math.max(bounds[0], from!), Math.min(bounds[1], to!)];
}
