/**
 * The convolutional GANs of the ASAL paper (Mayer and Timofte 2020, supplement, Tables 5, 7 and 10), trained as DCGAN or as
 * WGAN-GP. As in the tables, the discriminators have no normalisation. Table 5 contradicts itself twice: the generator's last layer
 * must have one channel, not 64, and three strides leave 4 × 4 × 256 = 4096 features of a digit, not the 3136 of the classifier
 * beside it. Layers followed by batch norm have no biases.
 */
import { withDefaults } from '../../protocol/parameters.ts';
import { convolution, dense } from '../../tensor/layers.ts';
import { reshape, type Tensor2D, type Tensor4D } from '../../tensor/tf.ts';
import { upsamplingLayers, rangeOfActivation, initialSides, type UpsamplingConfig } from './upsampling.ts';
import { buildCritic } from './build-critic.ts';
import type { Critic, GanModel, Generator } from './generative-networks.ts';
import type { Mode } from '../../models/model.ts';
import { normalizedDense } from '../../models/parts/normalization.ts';
import { asImages, flattened, halvedSide, imageShape } from '../../models/parts/shapes.ts';
import { Weights } from '../../models/parts/weights.ts';
import { scaledFilters, widthParameter } from '../../models/parts/width.ts';

interface GanArchitecture {
  name: string;
  label: string;
  tableNumber: 5 | 7 | 10;
  /** Size of the paper's images, for display. */
  images: string;
  generator: Omit<UpsamplingConfig, 'size'>;
  critic: readonly number[];
}

/** Length of a latent point; independent of the width. */
export const LATENT_SIZE = 128;
const FILTER_SIZE = 5;
const REMEDY = 'Choose a GAN for smaller images, or the one for the plane.';
const parameters = [widthParameter];

function convolutionalGan({ name, label, tableNumber, images, generator, critic }: GanArchitecture): GanModel {
  const steps = critic.length;
  return {
    about: {
      name,
      label,
      summary: `for images of ${images}`,
      about:
        `A generator of ${steps} transposed convolutions and a critic of ${steps} convolutions, all of ${FILTER_SIZE} × ${FILTER_SIZE} and ` +
        `stride 2, with up to ${Math.max(...critic)} filters.`,
      reference:
        `Mayer and Timofte 2020 (ASAL), supplement, Table ${tableNumber}; after Radford, Metz and Chintala 2016 (DCGAN) and ` +
        'Gulrajani et al. 2017 (WGAN-GP)',
      kinds: ['image'],
      parameters,
    },
    range: rangeOfActivation(generator.output),
    generator(shape, rng, settings) {
      const { width } = withDefaults(parameters, settings);
      const sides = imageShape(shape, { model: name, minSide: 2 ** steps, remedy: REMEDY });
      const channels = generator.channels.map((count) => scaledFilters(count, width));
      return convolutionalGenerator(new Weights(rng), sides, { ...generator, size: FILTER_SIZE, channels });
    },
    critic(shape, rng, settings) {
      const { width } = withDefaults(parameters, settings);
      const sides = imageShape(shape, { model: name, minSide: 2 ** steps, remedy: REMEDY });
      return convolutionalCritic(
        new Weights(rng),
        sides,
        critic.map((count) => scaledFilters(count, width)),
      );
    },
  };
}

function convolutionalGenerator(
  weights: Weights,
  shape: [number, number, number],
  config: UpsamplingConfig,
): Generator {
  const [height, width] = initialSides(shape, config);
  const first = config.channels[0]!;
  const values = height * width * first;
  const projection = config.norm ? normalizedLatentProjection(weights, values) : latentProjection(weights, values);
  const upsample = upsamplingLayers(weights, shape, config);
  return {
    shape,
    latent: LATENT_SIZE,
    generate: (z, mode) => upsample(reshape(projection(z, mode), [-1, height, width, first]), mode),
    variables: weights.variables,
    state: weights.state,
    dispose: () => weights.dispose(),
  };
}

function latentProjection(weights: Weights, values: number): (z: Tensor2D) => Tensor2D {
  const layer = weights.dense(LATENT_SIZE, values, 'he');
  return (z) => dense(z, layer.weights, layer.bias, 'relu');
}

function normalizedLatentProjection(weights: Weights, values: number): (z: Tensor2D, mode: Mode) => Tensor2D {
  const matrix = weights.matrix(LATENT_SIZE, values, 'he');
  const norm = weights.batchNorm(values);
  return (z, mode) => normalizedDense(z, { weights: matrix, norm, activation: 'relu' }, mode);
}

function convolutionalCritic(weights: Weights, shape: [number, number, number], channels: readonly number[]): Critic {
  const [height, width, depth] = shape;
  const layers = channels.map((to, index) =>
    weights.convolution({ size: FILTER_SIZE, from: channels[index - 1] ?? depth, to }, 'he'),
  );
  const featureSize = halvedSide(height, layers.length) * halvedSide(width, layers.length) * channels.at(-1)!;
  const last = weights.dense(featureSize, 1, 'glorot');
  const features: Critic['features'] = (samples) =>
    flattened(
      layers.reduce<Tensor4D>(
        (x, { filter, bias }) => convolution(x, filter, bias, 'leaky-relu', 2),
        asImages(samples),
      ),
    );
  return buildCritic(weights, { shape, featureSize, stochastic: false, features, last });
}

export const ganMnist = convolutionalGan({
  name: 'gan-28',
  label: 'Convolutional, small',
  tableNumber: 5,
  images: '28 × 28',
  generator: { channels: [256, 128, 64], norm: false, output: 'sigmoid' },
  critic: [64, 128, 256],
});

export const ganCifar = convolutionalGan({
  name: 'gan-32',
  label: 'Convolutional, with batch norm',
  tableNumber: 7,
  images: '32 × 32',
  generator: { channels: [512, 256, 128], norm: true, output: 'tanh' },
  critic: [128, 256, 512],
});

export const ganCelebA = convolutionalGan({
  name: 'gan-64',
  label: 'Convolutional, for larger images',
  tableNumber: 10,
  images: '64 × 64',
  generator: { channels: [256, 256, 128, 64], norm: true, output: 'tanh' },
  critic: [128, 256, 512, 512],
});
