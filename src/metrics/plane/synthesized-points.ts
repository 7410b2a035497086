/** Generated points on the plane. They are no samples of the data set and cannot be inspected. */
import { splitQueries } from '../queries/synthesized-queries.ts';
import type { SampleArray } from '../../protocol/dataset.ts';
import type { LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';
import type { PlanePoints } from '../../projection/plane/plane-scales.ts';

/** Index of a generated point. */
export const SYNTHESIZED_INDEX = -1;

/** The points, followed by the generated ones with their labels. */
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

/** The queried points: the generated ones; of a strip the middle one, where the predicted class changes. */
export function synthesizedQueryPoints(synthetic: LoggedSynthesizedQueries, answers: readonly number[] | undefined) {
  const middle = Math.floor(synthetic.each / 2);
  const questions = splitQueries(synthetic, [2], answers);
  return {
    values: questions.map(({ values }) => values[middle]!),
    labels: questions.map(({ labels }) => labels?.[middle] ?? -1),
  };
}
