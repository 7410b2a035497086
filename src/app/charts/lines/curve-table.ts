/** Curves as the rows of a table: a row for each arm and cycle, the mean and how far its seeds lie apart. */
import type { Curve } from '../../../metrics/curves/curves.ts';
import type { FigureTable } from '../figure-frame.ts';

/** @param value the column's name; @param scale what a value is multiplied by (100 for points of a hundred) */
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
