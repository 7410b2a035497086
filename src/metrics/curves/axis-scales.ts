/**
 * Scales of axes. The ones of d3-scale bring number formats and colour interpolation with them, of which an axis needs
 * nothing; round ends and ticks are d3's.
 */
import { nice, ticks } from 'd3';
import type { AxisScale } from './x-axis.ts';

type Range = readonly [number, number];

/**
 * @param domain values at the ends of the axis; above 0 on a logarithmic one
 * @param range pixels at the ends
 * @returns pixels of a value; the middle where the ends are equal
 */
export function axisScale(scale: AxisScale, domain: Range, range: Range): (value: number) => number {
  // on a logarithmic axis what is not above 0 lies at its lower end
  const least = Math.min(...domain);
  const at = scale === 'log' ? (value: number) => Math.log(value > 0 ? value : least) : (value: number) => value;
  const [from, to] = [at(domain[0]), at(domain[1])];
  const [start, end] = range;
  return (value) => start + (end - start) * (from === to ? 0.5 : (at(value) - from) / (to - from));
}

/** The range extended to multiples of the step between about `count` ticks. */
export const roundEnds = ([low, high]: Range, count: number): [number, number] => nice(low, high, count);

/** About `count` round values within the range, ascending. */
export const roundTicks = ([low, high]: Range, count: number): number[] => ticks(low, high, count);
