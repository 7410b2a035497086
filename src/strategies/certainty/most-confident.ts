/** Certainty sampling by most confidence: max p, the greatest first (Xie and Huang 2019, Equation 6). */
import { pointwise } from '../contracts/pointwise.ts';
import { subsetParameter } from '../support/random-subset.ts';
import { mostProbable } from '../support/uncertainty.ts';

export const mostConfident = pointwise({
  about: {
    name: 'most-confident',
    label: 'Most confident',
    group: 'generative',
    summary: 'highest probability of the predicted class',
    about:
      'Queries the samples whose most probable class has the highest probability, the opposite of “least-confidence”. For a class-conditional GAN such samples are easy to learn from; a classifier learns little from them.',
    reference: 'Xie & Huang, “Learning class-conditional GANs with active sampling”, KDD 2019 (CS-MC)',
    parameters: [subsetParameter],
    requires: ['probabilities'],
  },
  outputs: { probabilities: true },
  score: ({ probabilities, classes }, i) => mostProbable(probabilities, classes, i).p,
  first: 'greatest',
});
