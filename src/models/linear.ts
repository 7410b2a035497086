/** A linear classifier: softmax regression, or a linear support vector machine for two classes. */
import { choiceParameter, withDefaults } from '../protocol/parameters.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import { linearLayer } from './parts/blocks.ts';
import type { Model } from './model.ts';
import { flattened } from './parts/shapes.ts';
import { buildNetwork } from './parts/build-network.ts';
import { initializerParameter, Weights } from './parts/weights.ts';

const parameters = [
  choiceParameter('loss', {
    label: 'Loss',
    about: 'Cross-entropy gives probabilities; hinge, for two classes, the widest margin.',
    default: 'cross-entropy',
    choices: { 'cross-entropy': 'Cross-entropy', hinge: 'Hinge' },
    removesWhen: [{ equals: 'hinge', keys: ['softmax'] }],
  }),
  initializerParameter('glorot'),
];

export const linear: Model = {
  about: {
    name: 'linear',
    label: 'Linear',
    summary: 'one straight boundary between two classes',
    about: 'One layer from the values to the classes. Quick to train, and the only model with a separating hyperplane.',
    reference: 'Cortes and Vapnik 1995 (hinge loss)',
    kinds: ['plane', 'table', 'image'],
    provides: ['hyperplane', 'softmax'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { loss, initial } = withDefaults(parameters, settings);
    if (loss === 'hinge' && classes !== 2)
      throw new Problem(
        'unfit',
        `Hinge loss takes two classes, and the data has ${classes}.`,
        'Choose cross-entropy, or data with two classes.',
      );
    const size = sampleSize(shape);
    const weights = new Weights(rng);
    const plane = weights.dense(size, loss === 'hinge' ? 1 : classes, initial);
    return buildNetwork(weights, {
      shape,
      classes,
      loss,
      trunkSize: size,
      trunk: (samples) => flattened(samples),
      head: linearLayer(plane),
    });
  },
};
