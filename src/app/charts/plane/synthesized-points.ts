/** PlanePoints that a generator made, drawn on the plane beside real ones; there is no sample behind them to be inspected. */
import { splitQueries } from '../../../metrics/queries/synthesized-queries.ts';
import type { SampleArray } from '../../../protocol/dataset.ts';
import type { LoggedSynthesizedQueries } from '../../../protocol/synthesized-queries.ts';
import type { PlanePoints } from './plane-draw.ts';

/** In place of an index into the data set. */
export const SYNTHESIZED_INDEX = -1;

/** The points, and after them those that were made, with their labels. */
export function withSynthesized(
  points: PlanePoints,
  values: readonly SampleArray[],
  labels: readonly number[],
): PlanePoints {
  if (values.length === 0) return points;
  return {
    indices: [...Array.from(points.indices), ...values.map(() => SYNTHESIZED_INDEX)],
    xs: [...Array.from(points.xs), ...values.map((value) => value[0] ?? 0)],
    ys: [...Array.from(points.ys), ...values.map((value) => value[1] ?? 0)],
    labels: [...Array.from(points.labels), ...labels],
  };
}

/** Where a query asked: the made points themselves; of a strip the one in its middle, where the learner takes the class to change. */
export function synthesizedQueryPoints(synthetic: LoggedSynthesizedQueries, answers: readonly number[] | undefined) {
  const middle = Math.floor(synthetic.each / 2);
  const questions = splitQueries(synthetic, [2], answers);
  return {
    values: questions.map(({ values }) => values[middle]!),
    labels: questions.map(({ labels }) => labels?.[middle] ?? -1),
  };
}
