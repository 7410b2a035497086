/** The oracle of a simulation: the data set's own labels, hidden until they are asked for. */
import { Problem } from '../protocol/problem.ts';
import type { Oracle } from './annotator.ts';

/** @param labels of the whole data set, −1 where there is none */
export function knownLabels(labels: Int32Array): Oracle {
  return {
    answer(indices) {
      const answers = indices.map((index) => labels[index] ?? -1);
      const unknown = answers.indexOf(-1);
      if (unknown >= 0)
        return Promise.reject(
          new Problem(
            'unfit',
            `Sample ${indices[unknown]} has no label to answer with.`,
            'Leave samples without a label out of the pool of a simulation.',
          ),
        );
      return Promise.resolve(answers);
    },
  };
}
