/** The classifier of the ASAL paper for faces and scenes (supplement, Table 10), with one output for each class. */
import { withDefaults } from '../protocol/parameters.ts';
import { hiddenHead, pooledStack } from './parts/blocks.ts';
import { dropoutParameter } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { asImages, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';
import { scaledFilters, widthParameter } from './parts/width.ts';

const parameters = [dropoutParameter(0.5), widthParameter];

export const cnnCelebA: Model = {
  about: {
    name: 'cnn-celeba',
    label: 'CNN (ASAL, CelebA)',
    summary: 'three convolutions, one hidden layer',
    about:
      'Three convolutions of 3 × 3 with 16, 32 and 64 filters and max-pooling, then 1024 units with dropout. ' +
      'Made for images of 64 × 64.',
    reference: 'Mayer and Timofte 2020 (ASAL), supplement, Table 10',
    kinds: ['image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { dropout, width } = withDefaults(parameters, settings);
    const weights = new Weights(rng);
    const images = imageShape(shape, { model: 'cnn-celeba', minSide: 8 });
    const filters = [16, 32, 64].map((count) => scaledFilters(count, width));
    const stack = pooledStack(weights, { images, size: 3, filters, pad: 'same', initial: 'he' });
    const { trunkSize, stageSizes } = stack;
    return buildNetwork(weights, {
      ...hiddenHead(weights, { from: trunkSize, units: scaledFilters(1024, width), classes, dropout }),
      ...{ shape, classes, trunkSize, stageSizes, stochastic: dropout > 0 },
      trunk: (samples, _mode, tap) => stack.apply(asImages(samples), tap),
    });
  },
};
