/**
 * The residual GAN of the ASAL paper (supplement, Table 8), as in Gulrajani et al. 2017 and their code: pre-activation
 * blocks of two 3 × 3 convolutions; generator blocks double the sides before the first, with batch norm; critic blocks
 * take the mean of each four places after the second, without normalisation, and the first of them works on the image itself.
 * For the consistency term (Wei et al. 2018) the critic has dropout behind its last three blocks.
 */
import { switchParameter, withDefaults } from '../../protocol/parameters.ts';
import { Problem } from '../../protocol/problem.ts';
import { convolution, dense, meanPool, meanPooled, upsampled } from '../../tensor/layers.ts';
import { add, relu, reshape, tanh, type Tensor4D } from '../../tensor/tf.ts';
import { applyDropout } from '../../models/parts/dropout.ts';
import { LATENT_SIZE } from './gan-convolutional.ts';
import { buildCritic } from './build-critic.ts';
import type { Critic, GanModel, Generator } from './generative-networks.ts';
import type { Mode } from '../../models/model.ts';
import { normalized } from '../../models/parts/normalization.ts';
import { asImages, imageShape } from '../../models/parts/shapes.ts';
import { Weights, type ConvolutionWeights } from '../../models/parts/weights.ts';
import { scaledFilters, widthParameter } from '../../models/parts/width.ts';

const parameters = [
  widthParameter,
  switchParameter('dropout', {
    label: 'Dropout in the critic',
    about: 'Needed by the consistency term, which compares two passes that differ by dropout. Off for plain WGAN-GP.',
    default: false,
  }),
];

const FILTERS = 128;
/** Dropout behind the critic's four blocks (code of Wei et al. 2018). */
const DROPOUT_RATES = [0, 0.2, 0.5, 0.5];
/** Doublings in the generator. */
const DOUBLINGS = 3;
const REMEDY = 'Choose a convolutional GAN, or the one for the plane.';

type Layer = (x: Tensor4D, mode: Mode) => Tensor4D;
type Shape = [height: number, width: number, depth: number];

const convolve = (x: Tensor4D, { filter, bias }: ConvolutionWeights) => convolution(x, filter, bias, 'linear');

/** Batch norm, ReLU, doubling, convolution, batch norm, ReLU, convolution; added to the doubled input after a 1 × 1 one. */
function upsamplingBlock(weights: Weights, channels: number): Layer {
  const norms = [weights.batchNorm(channels), weights.batchNorm(channels)] as const;
  const first = weights.convolution({ size: 3, from: channels, to: channels }, 'he');
  const second = weights.convolution({ size: 3, from: channels, to: channels }, 'he');
  const shortcut = weights.convolution({ size: 1, from: channels, to: channels }, 'glorot');
  return (x, mode) => {
    const upsampledMaps = convolve(upsampled(relu(normalized(x, norms[0], mode)), 2), first);
    const y = convolve(relu(normalized(upsampledMaps, norms[1], mode)), second);
    // a 1 × 1 convolution commutes with doubling: before it, it costs a quarter
    return add(y, upsampled(convolve(x, shortcut), 2));
  };
}

/** The critic's first block takes the image itself, so no activation precedes it. Halves the sides. */
function firstCriticBlock(weights: Weights, from: number, to: number): Layer {
  const first = weights.convolution({ size: 3, from, to }, 'he');
  const second = weights.convolution({ size: 3, from: to, to }, 'he');
  const shortcut = weights.convolution({ size: 1, from, to }, 'glorot');
  return (x) => add(meanPool(convolve(relu(convolve(x, first)), second), 2), convolve(meanPool(x, 2), shortcut));
}

/** ReLU, convolution, ReLU, convolution, and the mean of each four places where it halves; added to the input. */
function criticBlock(weights: Weights, channels: number, halves: boolean): Layer {
  const first = weights.convolution({ size: 3, from: channels, to: channels }, 'he');
  const second = weights.convolution({ size: 3, from: channels, to: channels }, 'he');
  const shortcut = halves ? weights.convolution({ size: 1, from: channels, to: channels }, 'glorot') : undefined;
  return (x) => {
    const y = convolve(relu(convolve(relu(x), first)), second);
    return shortcut ? add(meanPool(y, 2), convolve(meanPool(x, 2), shortcut)) : add(y, x);
  };
}

function residualShape(shape: readonly number[]): Shape {
  const sides = imageShape(shape, { model: 'gan-residual', minSide: 2 ** DOUBLINGS, remedy: REMEDY });
  if (sides[0] % 2 ** DOUBLINGS || sides[1] % 2 ** DOUBLINGS)
    throw new Problem(
      'unfit',
      `The residual GAN takes images whose sides are multiples of ${2 ** DOUBLINGS}, and these are ${sides[0]} × ${sides[1]}.`,
      REMEDY,
    );
  return sides;
}

function residualGenerator(weights: Weights, shape: Shape, channels: number): Generator {
  const [height, width] = [shape[0] / 2 ** DOUBLINGS, shape[1] / 2 ** DOUBLINGS];
  const projection = weights.dense(LATENT_SIZE, height * width * channels, 'glorot');
  const blocks = Array.from({ length: DOUBLINGS }, () => upsamplingBlock(weights, channels));
  const norm = weights.batchNorm(channels);
  const last = weights.convolution({ size: 3, from: channels, to: shape[2] }, 'glorot');
  return {
    shape,
    latent: LATENT_SIZE,
    generate(z, mode) {
      const maps = reshape(dense(z, projection.weights, projection.bias, 'linear'), [
        -1,
        height,
        width,
        channels,
      ]) as Tensor4D;
      const upsampledMaps = blocks.reduce((x, block) => block(x, mode), maps);
      return tanh(convolve(relu(normalized(upsampledMaps, norm, mode)), last));
    },
    variables: weights.variables,
    state: weights.state,
    dispose: () => weights.dispose(),
  };
}

function residualCritic(
  weights: Weights,
  shape: Shape,
  { channels, dropout }: { channels: number; dropout: boolean },
): Critic {
  const blocks = [
    firstCriticBlock(weights, shape[2], channels),
    criticBlock(weights, channels, true),
    criticBlock(weights, channels, false),
    criticBlock(weights, channels, false),
  ];
  const last = weights.dense(channels, 1, 'glorot');
  const features: Critic['features'] = (samples, mode) => {
    const maps = blocks.reduce((x, block, index) => {
      const y = block(x, mode);
      return dropout ? applyDropout(y, DROPOUT_RATES[index]!, mode) : y;
    }, asImages(samples));
    return meanPooled(relu(maps));
  };
  return buildCritic(weights, { shape, featureSize: channels, stochastic: dropout, features, last });
}

export const ganResidual: GanModel = {
  about: {
    name: 'gan-residual',
    label: 'Residual',
    summary: 'for images of 32 × 32',
    about: `Three residual blocks of ${FILTERS} filters in the generator, four in the critic.`,
    reference:
      'Mayer and Timofte 2020 (ASAL), supplement, Table 8; after Gulrajani et al. 2017 (WGAN-GP) and Wei et al. 2018 (consistency term)',
    kinds: ['image'],
    parameters,
  },
  range: [-1, 1],
  generator(shape, rng, settings) {
    const { width } = withDefaults(parameters, settings);
    return residualGenerator(new Weights(rng), residualShape(shape), scaledFilters(FILTERS, width));
  },
  critic(shape, rng, settings) {
    const { width, dropout } = withDefaults(parameters, settings);
    return residualCritic(new Weights(rng), residualShape(shape), { channels: scaledFilters(FILTERS, width), dropout });
  },
};
