/** LeNet-5 of the WAAL paper: features conv 10, conv 20 → 320 on 28 × 28, head 320-50-10 with dropout. */
import { numberParameter, withDefaults } from '../protocol/parameters.ts';
import { hiddenHead, pooledStack } from './parts/blocks.ts';
import { dropoutParameter, applyChannelDropout } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { asImages, imageShape } from './parts/shapes.ts';
import { initializerParameter, Weights } from './parts/weights.ts';

const parameters = [
  dropoutParameter(0.5),
  numberParameter('channelDropout', {
    label: 'Channel dropout',
    about:
      'The share of the second convolution’s maps left out at each step; 0.5 in the WAAL authors’ code, nothing in the paper.',
    default: 0,
    min: 0,
    max: 0.9,
    step: 0.05,
  }),
  initializerParameter('he'),
];

export const lenet5: Model = {
  about: {
    name: 'lenet-5',
    label: 'LeNet-5',
    summary: 'the network of the WAAL paper',
    about: 'Two valid convolutions of 5 × 5 with 10 and 20 filters and max-pooling, then 50 units with dropout.',
    reference: 'Shui, Zhou, Gagné and Wang 2020 (WAAL)',
    kinds: ['image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { dropout, channelDropout, initial } = withDefaults(parameters, settings);
    const weights = new Weights(rng);
    const images = imageShape(shape, { model: 'lenet-5', minSide: 16 });
    const stack = pooledStack(weights, { images, size: 5, filters: [10, 20], pad: 'valid', initial });
    const { trunkSize, stageSizes } = stack;
    return buildNetwork(weights, {
      ...hiddenHead(weights, { from: trunkSize, units: 50, classes, dropout, initial }),
      ...{ shape, classes, trunkSize, stageSizes, stochastic: dropout > 0 || channelDropout > 0 },
      trunk: (samples, mode, tap) =>
        stack.apply(asImages(samples), tap, (maps, layer) =>
          // after pooling; the authors' code has it before, which is equal, since factors ≥ 0 commute with maximum and ReLU
          layer === 1 ? applyChannelDropout(maps, channelDropout, mode) : maps,
        ),
    });
  },
};
