/**
 * The Bayesian CNN of the BatchBALD paper: dropout behind every hidden layer, so that passes with dropout are draws from an
 * approximate posterior. The paper drops out before pooling and ReLU; as a whole channel or unit is either zero or
 * scaled, that may change places with both, and is done after them on a quarter of the values.
 */
import { withDefaults } from '../protocol/parameters.ts';
import { dense, pooledConvolution } from '../tensor/layers.ts';
import { dropoutParameter, applyDropout, applyChannelDropout } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { sideAfterPooling, asImages, flattened, imageShape } from './parts/shapes.ts';
import { initializerParameter, Weights } from './parts/weights.ts';

const parameters = [dropoutParameter(0.5), initializerParameter('he')];

export const cnnBayes: Model = {
  about: {
    name: 'cnn-bayes',
    label: 'Bayesian CNN',
    summary: 'the network of the BatchBALD paper',
    about:
      'Two valid convolutions of 5 × 5 with 32 and 64 filters and max-pooling, then 128 units; dropout behind each, of whole ' +
      'channels behind the convolutions.',
    reference: 'Kirsch, van Amersfoort and Gal 2019 (BatchBALD); Gal and Ghahramani 2016',
    kinds: ['image'],
    parameters,
  },
  build(shape, classes, rng, settings) {
    const { dropout: rate, initial } = withDefaults(parameters, settings);
    const [height, width, channels] = imageShape('cnn-bayes', shape, 16);
    const side = (length: number) => sideAfterPooling(sideAfterPooling(length, 5, 'valid'), 5, 'valid');
    const trunkSize = side(height) * side(width) * 64;
    const weights = new Weights(rng);
    const first = weights.convolution({ size: 5, from: channels, to: 32 }, initial);
    const second = weights.convolution({ size: 5, from: 32, to: 64 }, initial);
    const hidden = weights.dense(trunkSize, 128, initial);
    const last = weights.dense(128, classes, initial === 'he' ? 'glorot' : initial);
    return buildNetwork(weights, {
      shape,
      classes,
      stochastic: rate > 0,
      trunkSize,
      trunk(samples, mode) {
        const low = pooledConvolution(asImages(samples), first.filter, first.bias, 'valid');
        const thin = applyChannelDropout(low, rate, mode);
        const high = pooledConvolution(thin, second.filter, second.bias, 'valid');
        return flattened(applyChannelDropout(high, rate, mode));
      },
      neck: {
        size: 128,
        apply: (values, mode) => applyDropout(dense(values, hidden.weights, hidden.bias, 'relu'), rate, mode),
      },
      head: (features) => dense(features, last.weights, last.bias, 'linear'),
    });
  },
};
