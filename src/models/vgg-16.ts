/**
 * VGG-16 with batch norm and the head of the WAAL paper: 13 convolutions → 512 on 32 × 32, then 512-50-relu-dropout-classes.
 * Odd sides are rounded up when halved, so that images of 28 × 28 can be pooled five times. The convolutions have no biases,
 * which batch norm would subtract again. For STL-10 the paper reports 4096 features and a hidden layer of 100; 96 × 96
 * halved five times is 3 × 3, which gives 4608.
 */
import { integerParameter, withDefaults } from '../protocol/parameters.ts';
import { maxPooled } from '../tensor/layers.ts';
import { hiddenHead, tapped } from './parts/blocks.ts';
import { dropoutParameter } from './parts/dropout.ts';
import type { Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { normalizedConvolution } from './parts/normalization.ts';
import { asImages, flattened, halvedSide, imageShape } from './parts/shapes.ts';
import { Weights } from './parts/weights.ts';
import { scaledFilters, widthParameter } from './parts/width.ts';

const parameters = [
  dropoutParameter(0.5),
  integerParameter('hidden', {
    label: 'Hidden units',
    about: 'Units between the features and the classes; the paper has 50, and 100 for images of 96 × 96.',
    default: 50,
    min: 1,
    max: 4096,
  }),
  widthParameter,
];

/** Filters of each stage's convolutions; a max-pooling by two closes each stage (configuration D). */
const STAGES = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
] as const;

export const vgg16: Model = {
  about: {
    name: 'vgg-16',
    label: 'VGG-16',
    summary: 'thirteen convolutions with batch norm',
    about:
      'Thirteen convolutions of 3 × 3 with batch norm in five stages of max-pooling, then 50 units with dropout. ' +
      'Fifteen million weights: for a GPU.',
    reference: 'Simonyan and Zisserman 2015, with batch norm; as in Shui, Zhou, Gagné and Wang 2020 (WAAL), G.2',
    kinds: ['image'],
    provides: ['dropout', 'softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { dropout, hidden: units, width } = withDefaults(parameters, settings);
    const [height, imageWidth, channels] = imageShape(shape, { model: 'vgg-16', minSide: 16 });
    const weights = new Weights(rng);
    let from = channels;
    const stages = STAGES.map((filters) =>
      filters.map((count) => {
        const to = scaledFilters(count, width);
        const layer = { filter: weights.filter({ size: 3, from, to }, 'he'), norm: weights.batchNorm(to) };
        from = to;
        return layer;
      }),
    );
    const trunkSize = halvedSide(height, STAGES.length) * halvedSide(imageWidth, STAGES.length) * from;
    return buildNetwork(weights, {
      ...hiddenHead(weights, { from: trunkSize, units, classes, dropout }),
      ...{ shape, classes, trunkSize, stochastic: dropout > 0 },
      stageSizes: STAGES.map((filters) => scaledFilters(filters.at(-1)!, width)),
      trunk(samples, mode, tap) {
        let x = asImages(samples);
        for (const stage of stages) {
          for (const layer of stage) x = normalizedConvolution(x, { ...layer, activation: 'relu' }, mode);
          x = tapped(maxPooled(x, 2, 2, 'same'), tap);
        }
        return flattened(x);
      },
    });
  },
};
