/**
 * The Bayesian CNN of the BatchBALD paper: dropout after every hidden layer, so that passes with dropout are draws from an
 * approximate posterior. The paper applies dropout before pooling and ReLU; since a whole channel or unit is either zero or
 * scaled, dropout commutes with both, and is applied after them to a quarter of the values.
 */
import { withDefaults } from '../protocol/parameters.ts';
import { hiddenHead, pooledStack } from './parts/blocks.ts';
import { dropoutParameter, applyChannelDropout } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { asImages, imageShape } from './parts/shapes.ts';
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
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { dropout, initial } = withDefaults(parameters, settings);
    const weights = new Weights(rng);
    const images = imageShape(shape, { model: 'cnn-bayes', minSide: 16 });
    const stack = pooledStack(weights, { images, size: 5, filters: [32, 64], pad: 'valid', initial });
    const { trunkSize, stageSizes } = stack;
    return buildNetwork(weights, {
      ...hiddenHead(weights, { from: trunkSize, units: 128, classes, dropout, initial }),
      ...{ shape, classes, trunkSize, stageSizes, stochastic: dropout > 0 },
      trunk: (samples, mode, tap) =>
        stack.apply(asImages(samples), tap, (maps) => applyChannelDropout(maps, dropout, mode)),
    });
  },
};
