/**
 * Curves as a table: a row per arm and cycle with mean, minimum, maximum and standard deviation over the seeds; answers and their
 * cost where these are not the number of labels.
 */
import type { Curve } from './curves.ts';
import type { FigureTable } from '../csv.ts';

/** @param value the column's name. @param scale factor of the values: 100 for percent */
export function curveTable(curves: readonly Curve[], value: string, scale = 1): FigureTable {
  // 77.6 in place of 77.60000000000001, which is the product
  const scaled = (one: number) => (scale === 1 ? one : Number((one * scale).toPrecision(14)));
  const costly = curves.some(({ mean }) =>
    mean.some((one) => one.answers !== one.labelled || one.cost !== one.labelled),
  );
  return {
    columns: [
      'arm',
      'cycle',
      'labels',
      value,
      'least',
      'greatest',
      'seeds',
      'standard deviation',
      'steps',
      ...(costly ? ['answers', 'cost'] : []),
    ],
    rows: curves.flatMap((curve) =>
      curve.mean.map((point) => [
        ...[curve.name, point.cycle, point.labelled],
        ...[scaled(point.value), scaled(point.min), scaled(point.max), point.seeds],
        ...[scaled(point.standardDeviation), point.gradientSteps, ...(costly ? [point.answers, point.cost] : [])],
      ]),
    ),
  };
}
