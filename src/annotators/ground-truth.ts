/** The annotator of a simulation: the data set's own labels, hidden until a query. */
import { Problem } from '../protocol/problem.ts';
import type { Annotator } from './annotator.ts';

/** @param labels of the whole data set, −1 where there is none */
export function groundTruthAnnotator(labels: Int32Array): Annotator {
  return {
    async answer(indices) {
      return Promise.resolve({ labels: trueLabels(labels, indices) });
    },
  };
}

/** @throws Problem `unfit` where a sample has no label */
export function trueLabels(labels: Int32Array, indices: Int32Array): Int32Array {
  const truth = indices.map((index) => labels[index] ?? -1);
  const unlabelled = truth.indexOf(-1);
  if (unlabelled >= 0)
    throw new Problem(
      'unfit',
      `Sample ${indices[unlabelled]} has no label to answer with.`,
      'Leave samples without a label out of the pool of a simulation.',
    );
  return truth;
}
