/** Curves as a table: a row per arm and cycle with mean, minimum, maximum and standard deviation over the seeds. */
import type { Curve } from './curves.ts';
import type { FigureTable } from '../csv.ts';

/** @param value the column's name. @param scale factor of the values: 100 for percent */
export function curveTable(curves: readonly Curve[], value: string, scale = 1): FigureTable {
  return {
    columns: ['arm', 'cycle', 'labels', value, 'least', 'greatest', 'seeds', 'standard deviation', 'steps'],
    rows: curves.flatMap((curve) =>
      curve.mean.map((point) => [
        ...[curve.name, point.cycle, point.labelled],
        ...[point.value * scale, point.min * scale, point.max * scale, point.seeds],
        ...[point.standardDeviation * scale, point.gradientSteps],
      ]),
    ),
  };
}
