/**
 * ResNet-18 for small images: a first convolution of 3 × 3 without pooling, four stages of two blocks, and the mean over the
 * image. With stride 2 the odd row of padding is below and to the right.
 */
import { withDefaults } from '../protocol/parameters.ts';
import { meanPooled } from '../tensor/layers.ts';
import { add, relu, type Tensor4D } from '../tensor/tf.ts';
import { linearLayer, tapped } from './parts/blocks.ts';
import type { Mode, Model } from './model.ts';
import { buildNetwork } from './parts/build-network.ts';
import { normalizedConvolution } from './parts/normalization.ts';
import { asImages, imageShape } from './parts/shapes.ts';
import { Weights, type FilterShape } from './parts/weights.ts';
import { scaledFilters, widthParameter } from './parts/width.ts';

const parameters = [widthParameter];

/** Filters of each stage; each but the first halves the sides. */
const STAGES = [64, 128, 256, 512];
const BLOCKS = 2;

type Layer = (x: Tensor4D, mode: Mode) => Tensor4D;

interface LayerOptions {
  strides: number;
  activation: 'linear' | 'relu';
}

/** A convolution with batch norm. */
function layer(weights: Weights, shape: FilterShape, { strides, activation }: LayerOptions): Layer {
  const filter = weights.filter(shape, 'he');
  const norm = weights.batchNorm(shape.to);
  return (x, mode) => normalizedConvolution(x, { filter, norm, activation, strides }, mode);
}

/** Two convolutions, added to the input; where the shape changes, to a 1 × 1 convolution of it. */
function block(weights: Weights, { from, to, strides }: { from: number; to: number; strides: number }): Layer {
  const first = layer(weights, { size: 3, from, to }, { strides, activation: 'relu' });
  const second = layer(weights, { size: 3, from: to, to }, { strides: 1, activation: 'linear' });
  const changesShape = strides > 1 || from !== to;
  const shortcut = changesShape ? layer(weights, { size: 1, from, to }, { strides, activation: 'linear' }) : undefined;
  return (x, mode) => relu(add(second(first(x, mode), mode), shortcut ? shortcut(x, mode) : x));
}

export const resnet18: Model = {
  about: {
    name: 'resnet-18',
    label: 'ResNet-18',
    summary: 'eight residual blocks with batch norm',
    about:
      'Seventeen convolutions with batch norm, paired in eight residual blocks, and the mean over the image: 512 features. ' +
      'Eleven million weights: for a GPU.',
    reference:
      'He, Zhang, Ren and Sun 2016, form for CIFAR-10; as in “Distribution aware active learning via Gaussian mixtures”',
    kinds: ['image'],
    provides: ['softmax', 'stages'],
    parameters,
  },
  build({ shape, classes, rng, parameters: settings }) {
    const { width } = withDefaults(parameters, settings);
    const [, , channels] = imageShape(shape, { model: 'resnet-18', minSide: 8 });
    const weights = new Weights(rng);
    let from = scaledFilters(STAGES[0]!, width);
    const first = layer(weights, { size: 3, from: channels, to: from }, { strides: 1, activation: 'relu' });
    const stages = STAGES.map((filters, stage) => {
      const to = scaledFilters(filters, width);
      return Array.from({ length: BLOCKS }, (_, index) => {
        const built = block(weights, { from, to, strides: stage > 0 && index === 0 ? 2 : 1 });
        from = to;
        return built;
      });
    });
    const last = weights.dense(from, classes, 'glorot');
    return buildNetwork(weights, {
      shape,
      classes,
      trunkSize: from,
      stageSizes: STAGES.map((filters) => scaledFilters(filters, width)),
      trunk: (samples, mode, tap) =>
        meanPooled(
          stages.reduce(
            (maps, blocks) =>
              tapped(
                blocks.reduce((x, run) => run(x, mode), maps),
                tap,
              ),
            first(asImages(samples), mode),
          ),
        ),
      head: linearLayer(last),
    });
  },
};
