/** Maximum entropy: −Σ p ln p. */
import { pointwise } from './contracts/pointwise.ts';
import { subsetParameter } from './support/random-subset.ts';
import { entropyOf } from './support/uncertainty.ts';

export const entropy = pointwise({
  about: {
    name: 'entropy',
    label: 'Entropy',
    group: 'uncertainty',
    summary: 'highest predictive entropy',
    about: 'Queries the samples with the highest entropy of the predicted class probabilities.',
    reference: 'Settles & Craven, “An analysis of active learning strategies for sequence labeling tasks”, EMNLP 2008',
    parameters: [subsetParameter],
    requires: ['probabilities'],
  },
  outputs: { probabilities: true },
  score: ({ probabilities, classes }, i) => entropyOf(probabilities, classes, i),
  first: 'greatest',
});
