/** What a line chart says of one cycle: the values of all arms, and their sentence for screen readers. */
import { capitalise } from '../format.ts';
import { bandOf, type Band, type Curve, type MeanPoint } from './curves.ts';
import { hasXValue, xValue, type XAxis } from './x-axis.ts';

export interface Readout {
  cycle: number;
  labelled: number;
  /** The largest value first. */
  values: (MeanPoint & { arm: number; name: string })[];
}

/** Cycles that any curve has a value of, in order. */
export const readableCycles = (curves: readonly Curve[]): number[] =>
  [...new Set(curves.flatMap((curve) => curve.mean.map((point) => point.cycle)))].sort((a, b) => a - b);

/** @returns undefined where no curve has the cycle */
export function readoutAt(curves: readonly Curve[], cycle: number, axis: XAxis): Readout | undefined {
  const values = curves
    .flatMap((curve) => {
      const point = curve.mean.find((one) => one.cycle === cycle);
      return point && hasXValue(point, axis) ? [{ ...point, arm: curve.arm, name: capitalise(curve.name) }] : [];
    })
    .sort((a, b) => b.value - a.value);
  return values[0] && { cycle, labelled: values[0].labelled, values };
}

/** The cycle whose point of any curve is nearest to a place on the axis, in pixels. */
export function nearestCycle(
  curves: readonly Curve[],
  { axis, x, at }: { axis: XAxis; x: (value: number) => number; at: number },
): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  for (const curve of curves)
    for (const point of curve.mean) {
      const distance = hasXValue(point, axis) ? Math.abs(x(xValue(point, axis)) - at) : Infinity;
      if (distance < least) [best, least] = [point.cycle, distance];
    }
  return best;
}

/** "12 labels, cycle 4: Core-set 88.0, band 86.0 to 90.0; Random 83.5". */
export function readoutText(
  { cycle, labelled, values }: Readout,
  { band, format }: { band: Band; format: (value: number) => string },
): string {
  const texts = values.map((point) => {
    const ends = point.seeds > 1 ? `, band ${bandOf(point, band).map(format).join(' to ')}` : '';
    return `${point.name} ${format(point.value)}${ends}`;
  });
  return `${labelled} labels, cycle ${cycle}: ${texts.join('; ')}`;
}
