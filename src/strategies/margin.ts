/** Margin: p₁ − p₂, the smallest first. */
import { pointwise } from './contracts/pointwise.ts';
import { subsetParameter } from './support/random-subset.ts';
import { marginOf } from './support/uncertainty.ts';

export const margin = pointwise(
  {
    name: 'margin',
    label: 'Margin',
    summary: 'smallest gap between two classes',
    about:
      'Asks where the two most probable classes are nearest to each other: on the boundary between them, however unlikely the other classes are.',
    reference: 'Scheffer, Decomain & Wrobel, “Active hidden Markov models for information extraction”, IDA 2001',
    parameters: [subsetParameter],
    needs: ['probabilities'],
  },
  (view, i) => marginOf(view.probabilities, view.classes, i),
  'least',
);
