/** Certainty sampling by least entropy: −Σ p ln p, the least first (Xie and Huang 2019, Equation 8). */
import { pointwise } from '../contracts/pointwise.ts';
import { subsetParameter } from '../support/random-subset.ts';
import { entropyOf } from '../support/uncertainty.ts';

export const leastEntropy = pointwise({
  about: {
    name: 'least-entropy',
    label: 'Least entropy',
    group: 'generative',
    summary: 'lowest predictive entropy',
    about:
      'Queries the samples with the lowest entropy of the predicted class probabilities, the opposite of “entropy”. For a class-conditional GAN such samples are easy to learn from; a classifier learns little from them.',
    reference: 'Xie & Huang, “Learning class-conditional GANs with active sampling”, KDD 2019 (CS-LE)',
    parameters: [subsetParameter],
    requires: ['probabilities'],
  },
  outputs: { probabilities: true },
  score: ({ probabilities, classes }, i) => entropyOf(probabilities, classes, i),
  first: 'least',
});
