/** Maximum entropy: −Σ p ln p. */
import { pointwise } from './contracts/pointwise.ts';
import { subsetParameter } from './support/random-subset.ts';
import { entropyOf } from './support/uncertainty.ts';

export const entropy = pointwise(
  {
    name: 'entropy',
    label: 'Entropy',
    summary: 'most undecided between all classes',
    about:
      'Asks where the prediction has the greatest Shannon entropy, that is where the probability is spread over the most classes.',
    reference: 'Settles & Craven, “An analysis of active learning strategies for sequence labeling tasks”, EMNLP 2008',
    parameters: [subsetParameter],
    needs: ['probabilities'],
  },
  (view, i) => entropyOf(view.probabilities, view.classes, i),
  'greatest',
);
