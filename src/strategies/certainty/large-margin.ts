/** Certainty sampling by large margin: p₁ − p₂, the greatest first (Xie and Huang 2019, Equation 7). */
import { pointwise } from '../contracts/pointwise.ts';
import { subsetParameter } from '../support/random-subset.ts';
import { marginOf } from '../support/uncertainty.ts';

export const largeMargin = pointwise({
  about: {
    name: 'large-margin',
    label: 'Large margin',
    group: 'generative',
    summary: 'largest gap between two classes',
    about:
      'Queries the samples with the largest difference between the two highest class probabilities, the opposite of “margin”. For a class-conditional GAN such samples are easy to learn from; a classifier learns little from them.',
    reference: 'Xie & Huang, “Learning class-conditional GANs with active sampling”, KDD 2019 (CS-LM)',
    parameters: [subsetParameter],
    requires: ['probabilities'],
  },
  outputs: { probabilities: true },
  score: ({ probabilities, classes }, i) => marginOf(probabilities, classes, i),
  first: 'greatest',
});
