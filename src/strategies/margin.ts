/** Margin: p₁ − p₂, the smallest first. */
import { pointwise } from './contracts/pointwise.ts';
import { subsetParameter } from './support/random-subset.ts';
import { marginOf } from './support/uncertainty.ts';

export const margin = pointwise({
  about: {
    name: 'margin',
    label: 'Margin',
    group: 'uncertainty',
    summary: 'smallest gap between two classes',
    about:
      'Queries the samples with the smallest difference between the two highest class probabilities: those nearest to a boundary between two classes.',
    reference: 'Scheffer, Decomain & Wrobel, “Active hidden Markov models for information extraction”, IDA 2001',
    parameters: [subsetParameter],
    requires: ['probabilities'],
  },
  outputs: { probabilities: true },
  score: ({ probabilities, classes }, i) => marginOf(probabilities, classes, i),
  first: 'least',
});
