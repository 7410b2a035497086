/** The LeNet of the ASAL paper (supplement, Table 5): conv 32, conv 64, 1024 units. */
import { hiddenHead, pooledStack } from './parts/blocks.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { asImages, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';

/** Of the 1024 units, in training. */
const DROPOUT = 0.5;

export const lenet: Model = {
  about: {
    name: 'lenet',
    label: 'LeNet (ASAL)',
    summary: 'the network of the ASAL paper',
    about:
      'Two convolutions of 5 × 5 with 32 and 64 filters and max-pooling, then 1024 units with dropout. ' +
      'Over three million weights: slow without a GPU.',
    reference: 'Mayer and Timofte 2020 (ASAL), supplement, Table 5',
    kinds: ['image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters: [],
  },
  build({ shape, classes, rng }) {
    const weights = new Weights(rng);
    const images = imageShape(shape, { model: 'lenet', minSide: 4 });
    const stack = pooledStack(weights, { images, size: 5, filters: [32, 64], pad: 'same', initial: 'he' });
    const { trunkSize, stageSizes } = stack;
    return buildNetwork(weights, {
      ...hiddenHead(weights, { from: trunkSize, units: 1024, classes, dropout: DROPOUT }),
      ...{ shape, classes, trunkSize, stageSizes, stochastic: true },
      trunk: (samples, _mode, tap) => stack.apply(asImages(samples), tap),
    });
  },
};
