/** Points that a generator made, drawn on the plane beside real ones; there is no sample behind them to be inspected. */
import { questionsIn } from '../../../metrics/queries/synthesized-queries.ts';
import type { SampleArray } from '../../../protocol/dataset.ts';
import type { SyntheticQuestions } from '../../../protocol/synthesized-queries.ts';
import type { Points } from './plane-draw.ts';

/** In place of an index into the data set. */
export const MADE = -1;

/** The points, and after them those that were made, with their labels. */
export function withMade(points: Points, values: readonly SampleArray[], labels: readonly number[]): Points {
  if (values.length === 0) return points;
  return {
    indices: [...Array.from(points.indices), ...values.map(() => MADE)],
    xs: [...Array.from(points.xs), ...values.map((value) => value[0] ?? 0)],
    ys: [...Array.from(points.ys), ...values.map((value) => value[1] ?? 0)],
    labels: [...Array.from(points.labels), ...labels],
  };
}

/** Where a query asked: the made points themselves; of a strip the one in its middle, where the learner takes the class to change. */
export function askedPlaces(synthetic: SyntheticQuestions, answers: readonly number[] | undefined) {
  const middle = Math.floor(synthetic.each / 2);
  const questions = questionsIn(synthetic, [2], answers);
  return {
    values: questions.map(({ values }) => values[middle]!),
    labels: questions.map(({ labels }) => labels?.[middle] ?? -1),
  };
}
