/** A multi-layer perceptron: hidden layers of equal width with ReLU, optionally with dropout after each. */
import { integerParameter, withDefaults } from '../protocol/parameters.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { dense } from '../tensor/layers.ts';
import { dropoutParameter, applyDropout } from './parts/dropout.ts';
import { linearLayer, tapped } from './parts/blocks.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { flattened } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';

const parameters = [
  integerParameter('width', {
    label: 'Width',
    about: 'Units in each hidden layer.',
    default: 32,
    min: 1,
    max: 1024,
  }),
  integerParameter('layers', {
    label: 'Hidden layers',
    about: 'How many hidden layers lie between the values and the classes.',
    default: 2,
    min: 1,
    max: 6,
  }),
  dropoutParameter(0),
];

export const mlp: Model = {
  about: {
    name: 'mlp',
    label: 'Multi-layer perceptron',
    summary: 'hidden layers of ReLU units',
    about: 'Learns curved decision boundaries. Two hidden layers of 32 units are enough for the plane.',
    reference: 'Rumelhart, Hinton and Williams 1986',
    kinds: ['plane', 'table', 'image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { width, layers, dropout: rate } = withDefaults(parameters, settings);
    const weights = new Weights(rng);
    const hidden = Array.from({ length: layers }, (_, layer) =>
      weights.dense(layer === 0 ? sampleSize(shape) : width, width, 'he'),
    );
    const last = weights.dense(width, classes, 'glorot');
    return buildNetwork(weights, {
      ...{ shape, classes, trunkSize: width, stochastic: rate > 0, stageSizes: hidden.map(() => width) },
      trunk: (samples, mode, tap) =>
        hidden.reduce(
          (values, layer) => tapped(applyDropout(dense(values, layer.weights, layer.bias, 'relu'), rate, mode), tap),
          flattened(samples),
        ),
      head: linearLayer(last),
    });
  },
};
