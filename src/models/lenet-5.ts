/** LeNet-5 as the WAAL paper has it: features conv 10, conv 20 → 320 on 28 × 28, head 320-50-10 with dropout. */
import { numberParameter, withDefaults } from '../protocol/parameters.ts';
import { dense, pooledConvolution } from '../tensor/layers.ts';
import { dropoutParameter, applyDropout, applyChannelDropout } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { sideAfterPooling, asImages, flattened, imageShape } from './parts/shapes.ts';
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
    parameters,
  },
  build(shape, classes, rng, settings) {
    const { dropout: rate, channelDropout, initial } = withDefaults(parameters, settings);
    const [height, width, channels] = imageShape('lenet-5', shape, 16);
    const side = (length: number) => sideAfterPooling(sideAfterPooling(length, 5, 'valid'), 5, 'valid');
    const weights = new Weights(rng);
    const first = weights.convolution({ size: 5, from: channels, to: 10 }, initial);
    const second = weights.convolution({ size: 5, from: 10, to: 20 }, initial);
    const trunkSize = side(height) * side(width) * 20;
    const hidden = weights.dense(trunkSize, 50, initial);
    const last = weights.dense(50, classes, initial === 'he' ? 'glorot' : initial);
    return buildNetwork(weights, {
      shape,
      classes,
      stochastic: rate > 0 || channelDropout > 0,
      trunkSize,
      trunk(samples, mode) {
        const low = pooledConvolution(asImages(samples), first.filter, first.bias, 'valid');
        // before pooling or after it, as in the authors' code, is the same: a factor not below zero passes through both
        const high = pooledConvolution(low, second.filter, second.bias, 'valid');
        return flattened(applyChannelDropout(high, channelDropout, mode));
      },
      neck: {
        size: 50,
        apply: (values, mode) => applyDropout(dense(values, hidden.weights, hidden.bias, 'relu'), rate, mode),
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
