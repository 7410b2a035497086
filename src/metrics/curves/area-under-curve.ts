/** The area under a learning curve (trapezoid) divided by its range of labels: the mean value over the label budget. */
import type { CurvePoint } from './curves.ts';

/** @returns in the unit of the values; undefined where the curve has fewer than two points or no range */
export function areaUnder(points: readonly Pick<CurvePoint, 'labelled' | 'value'>[]): number | undefined {
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    area += ((a.value + b.value) / 2) * (b.labelled - a.labelled);
  }
  const range = (points.at(-1)?.labelled ?? 0) - (points[0]?.labelled ?? 0);
  return range > 0 ? area / range : undefined;
}
