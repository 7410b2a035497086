/** A small convolutional network for few labels, fast in a browser. */
import { switchParameter, withDefaults } from '../protocol/parameters.ts';
import type { Rng } from '../random/rng.ts';
import { augmentation, DEFAULT_JITTER, randomAffine } from '../tensor/augmentation.ts';
import { hiddenHead, pooledStack } from './parts/blocks.ts';
import { dropoutParameter } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { asImages, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';

const parameters = [
  dropoutParameter(0.25),
  switchParameter('augment', {
    label: 'Augment',
    about: 'Randomly shifts, rotates and scales every image at each training step; helps with few labels.',
    default: true,
  }),
];

export const cnnSmall: Model = {
  about: {
    name: 'cnn-small',
    label: 'Small CNN',
    summary: 'two convolutions, one hidden layer',
    about:
      'Convolutions of 8 and 16 filters of 5 × 5, each with max-pooling, then 64 units with dropout. In training it sees ' +
      'every image a little shifted, turned and scaled.',
    reference: 'after LeCun, Bottou, Bengio and Haffner 1998; Simard, Steinkraus and Platt 2003 (augmentation)',
    kinds: ['image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { dropout, augment } = withDefaults(parameters, settings);
    const weights = new Weights(rng);
    const images = imageShape(shape, { model: 'cnn-small', minSide: 16 });
    const stack = pooledStack(weights, { images, size: 5, filters: [8, 16], pad: 'valid', initial: 'he' });
    const { trunkSize, stageSizes } = stack;
    return buildNetwork(weights, {
      ...hiddenHead(weights, { from: trunkSize, units: 64, classes, dropout }),
      ...{ shape, classes, trunkSize, stageSizes, stochastic: dropout > 0 },
      // the same maps, for passes that are stateless
      ...(augment && { augmenter: (own: Rng) => augmentation('wobble', own) }),
      trunk: (samples, mode, tap) =>
        stack.apply(
          mode.training && !mode.stateless && augment
            ? randomAffine(asImages(samples), DEFAULT_JITTER, mode.rng)
            : asImages(samples),
          tap,
        ),
    });
  },
};
