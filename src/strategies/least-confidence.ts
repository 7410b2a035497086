/** Least confidence: 1 − max p. */
import { pointwise } from './contracts/pointwise.ts';
import { subsetParameter } from './support/random-subset.ts';
import { mostProbable } from './support/uncertainty.ts';

export const leastConfidence = pointwise({
  about: {
    name: 'least-confidence',
    label: 'Least confidence',
    group: 'uncertainty',
    summary: 'lowest probability of the predicted class',
    about:
      'Queries the samples whose most probable class has the lowest probability. The probabilities of the other classes are ignored.',
    reference: 'Lewis & Gale, “A sequential algorithm for training text classifiers”, SIGIR 1994',
    parameters: [subsetParameter],
    requires: ['probabilities'],
  },
  outputs: { probabilities: true },
  score: ({ probabilities, classes }, i) => 1 - mostProbable(probabilities, classes, i).p,
  first: 'greatest',
});
