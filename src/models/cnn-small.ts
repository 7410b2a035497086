/** A small convolutional network, made to learn from few labels and to be quick in a browser. */
import { switchParameter, withDefaults } from '../protocol/parameters.ts';
import { DEFAULT_JITTER, randomAffine } from '../tensor/augmentation.ts';
import { dense, pooledConvolution } from '../tensor/layers.ts';
import { dropoutParameter, applyDropout } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { sideAfterPooling, asImages, flattened, imageShape } from './parts/shapes.ts';
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
    parameters,
  },
  build(shape, classes, rng, settings) {
    const { dropout: rate, augment } = withDefaults(parameters, settings);
    const [height, width, channels] = imageShape('cnn-small', shape, 16);
    const side = (length: number) => sideAfterPooling(sideAfterPooling(length, 5, 'valid'), 5, 'valid');
    const weights = new Weights(rng);
    const first = weights.convolution({ size: 5, from: channels, to: 8 }, 'he');
    const second = weights.convolution({ size: 5, from: 8, to: 16 }, 'he');
    const trunkSize = side(height) * side(width) * 16;
    const hidden = weights.dense(trunkSize, 64, 'he');
    const last = weights.dense(64, classes, 'glorot');
    return buildNetwork(weights, {
      shape,
      classes,
      stochastic: rate > 0,
      trunkSize,
      trunk(samples, mode) {
        const images =
          mode.training && augment ? randomAffine(asImages(samples), DEFAULT_JITTER, mode.rng) : asImages(samples);
        const low = pooledConvolution(images, first.filter, first.bias, 'valid');
        return flattened(pooledConvolution(low, second.filter, second.bias, 'valid'));
      },
      neck: {
        size: 64,
        apply: (values, mode) => applyDropout(dense(values, hidden.weights, hidden.bias, 'relu'), rate, mode),
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
