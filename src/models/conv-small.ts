/**
 * Conv-Small of Miyato et al. 2018 for SVHN (appendix): batch norm and leaky ReLU of slope 0.1 after each convolution.
 * Their batch norm on the logits is left out, as they do for CIFAR-10, since a head here is one layer.
 */
import { choiceParameter, withDefaults } from '../protocol/parameters.ts';
import { leakyRelu, maxPooled, meanPooled } from '../tensor/layers.ts';
import type { Tensor4D } from '../tensor/tf.ts';
import { dropoutParameter, applyDropout } from './parts/dropout.ts';
import { linearLayer, tapped } from './parts/blocks.ts';
import type { Mode, Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { normalizedConvolution } from './parts/normalization.ts';
import { asImages, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';
import { scaledFilters, widthParameter } from './parts/width.ts';

const parameters = [
  choiceParameter('first', {
    label: 'First layer',
    about: 'Images of 64 × 64 begin with filters of 5 × 5 and stride 2, so that the rest sees 32 × 32.',
    default: '3x3',
    choices: { '3x3': '3 × 3', '5x5': '5 × 5, stride 2' },
  }),
  dropoutParameter(0.5),
  {
    ...widthParameter,
    about: `${widthParameter.about} At 1.5 it is the form that Miyato et al. have for CIFAR-10.`,
  },
];

const SLOPE = 0.1;

export const convSmall: Model = {
  about: {
    name: 'conv-small',
    label: 'Conv-Small',
    summary: 'nine convolutions with batch norm',
    about:
      'Nine convolutions of 64 and 128 filters, each with batch norm and leaky ReLU, max-pooling and dropout after three ' +
      'and six, and the mean over the image. 0.6 million weights.',
    reference:
      'Miyato, Maeda, Koyama and Ishii 2018 (virtual adversarial training); as in Mayer and Timofte 2020 (ASAL), supplement, A.6 and A.7',
    kinds: ['image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { first, dropout: rate, width } = withDefaults(parameters, settings);
    const [, , channels] = imageShape(shape, { model: 'conv-small', minSide: first === '5x5' ? 17 : 9 });
    const weights = new Weights(rng);
    let from = channels;
    const layer = (size: number, filters: number, how: { strides?: number; pad?: 'valid' } = {}) => {
      const to = scaledFilters(filters, width);
      const filter = weights.filter({ size, from, to }, 'he');
      const norm = weights.batchNorm(to);
      from = to;
      return (x: Tensor4D, mode: Mode): Tensor4D =>
        leakyRelu(normalizedConvolution(x, { filter, norm, activation: 'linear', ...how }, mode), SLOPE);
    };
    const low = [first === '5x5' ? layer(5, 64, { strides: 2 }) : layer(3, 64), layer(3, 64), layer(3, 64)];
    const middle = [layer(3, 128), layer(3, 128), layer(3, 128)];
    const high = [layer(3, 128, { pad: 'valid' }), layer(1, 128), layer(1, 128)];
    const last = weights.dense(from, classes, 'glorot');
    const applyLayers = (layers: typeof low, x: Tensor4D, mode: Mode) => layers.reduce((y, run) => run(y, mode), x);
    const poolAndDrop = (x: Tensor4D, mode: Mode) => applyDropout(maxPooled(x, 2, 2, 'same'), rate, mode);
    return buildNetwork(weights, {
      ...{ shape, classes, trunkSize: from, stochastic: rate > 0 },
      stageSizes: [64, 128, 128].map((filters) => scaledFilters(filters, width)),
      trunk(samples, mode, tap) {
        const half = tapped(poolAndDrop(applyLayers(low, asImages(samples), mode), mode), tap);
        const quarter = tapped(poolAndDrop(applyLayers(middle, half, mode), mode), tap);
        return meanPooled(tapped(applyLayers(high, quarter, mode), tap));
      },
      head: linearLayer(last),
    });
  },
};
