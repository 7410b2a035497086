/** Least confidence: 1 − max p. */
import { pointwise } from './contracts/pointwise.ts';
import { subsetParameter } from './support/random-subset.ts';
import { mostProbable } from './support/uncertainty.ts';

export const leastConfidence = pointwise(
  {
    name: 'least-confidence',
    label: 'Least confidence',
    summary: 'least sure of its best guess',
    about:
      'Asks where the probability of the most probable class is smallest. It sees only the best guess, not how the rest is shared out.',
    reference: 'Lewis & Gale, “A sequential algorithm for training text classifiers”, SIGIR 1994',
    parameters: [subsetParameter],
    needs: ['probabilities'],
  },
  (view, i) => 1 - mostProbable(view.probabilities, view.classes, i).p,
  'greatest',
);
