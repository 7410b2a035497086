/**
 * AC-GAN (Odena et al. 2017) as a learner: discriminator and classifier share all layers but the last (Xie and Huang 2019, section
 * 4.1), and the generator draws samples of a given class. The discriminator for images is that of DCGAN, SNGAN and WGAN-GP in
 * the code of SNGAN's authors for 32 × 32; it differs by its normalisation: batch norm behind each convolution but the first, the
 * spectral norm of every layer, or none, which the gradient penalty needs.
 *
 * The spectral norm is that of the discriminator, whose slope it bounds: the classifier's own layer is free, as logits of a slope of 1
 * could not be confident. Initial weights are He's; the code draws them from N(0, 0.02).
 */
import { choiceParameter, integerParameter, withDefaults } from '../protocol/parameters.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { convolution, dense, leakyRelu } from '../tensor/layers.ts';
import { div, sub, tensor1d, type Tensor, type Tensor2D, type Tensor4D } from '../tensor/tf.ts';
import type { ConditionalGenerator, GanBase, Mode, Model, Network, NetworkInputs, Tap } from './model.ts';
import { linearLayer, tapped } from './parts/blocks.ts';
import { buildNetwork } from './parts/build-network.ts';
import { imageGenerator, rowGenerator } from './parts/conditional-generators.ts';
import { normalizedConvolution } from './parts/normalization.ts';
import { asImages, flattened, halvedSide, imageShape } from './parts/shapes.ts';
import type { SpectralNorm } from './parts/spectral-norm.ts';
import { scalingFor, type ValueScaling } from './parts/value-scaling.ts';
import { Weights, type FilterShape, type InitialWeights } from './parts/weights.ts';
import { scaledFilters, widthParameter } from './parts/width.ts';

const parameters = [
  choiceParameter('base', {
    label: 'Base',
    about:
      'Normalisation of the discriminator, and with it the loss: batch norm and cross-entropy (DCGAN); the spectral norm and cross-entropy (SNGAN); none, and the Wasserstein distance with a gradient penalty (WGAN-GP).',
    default: 'dcgan',
    choices: { dcgan: 'DCGAN', sngan: 'SNGAN', 'wgan-gp': 'WGAN-GP' },
  }),
  widthParameter,
  integerParameter('latent', {
    label: 'Latent dimensions',
    about: 'Length of the latent points from which the generator draws; 2 are enough for the plane.',
    default: 128,
    min: 1,
    max: 512,
  }),
];

/** Convolutions of the discriminator: filters of size × size; those of stride 2 halve the sides. */
const CONVOLUTIONS = [
  { size: 3, strides: 1, to: 64 },
  { size: 4, strides: 2, to: 128 },
  { size: 3, strides: 1, to: 128 },
  { size: 4, strides: 2, to: 256 },
  { size: 3, strides: 1, to: 256 },
  { size: 4, strides: 2, to: 512 },
  { size: 3, strides: 1, to: 512 },
] as const;
const HALVINGS = 3;
const GENERATOR_CHANNELS = [512, 256, 128, 64] as const;
/** Of the perceptrons for points and rows. */
const HIDDEN = { layers: 3, units: 64 };

type Layer<T extends Tensor> = (x: T, mode: Mode) => T;

/** Layers and what they come to. */
interface Trunk {
  /** Standardised samples → `[n, size]`. */
  run(samples: Tensor, mode: Mode, tap: Tap | undefined): Tensor2D;
  size: number;
  /** Filters or units of each layer. */
  stageSizes: readonly number[];
  buildGenerator(rng: InitialWeights): ConditionalGenerator;
}

export const acGan: Model = {
  about: {
    name: 'ac-gan',
    label: 'AC-GAN',
    summary: 'discriminator, classifier and class-conditional generator',
    about:
      'For the training method “ac-gan”: a generator draws samples of a given class, and one network tells real from drawn ones and classifies them. Seven convolutions for images, three hidden layers of 64 units for points and rows.',
    reference:
      'Odena, Olah and Shlens 2017 (AC-GAN), on Radford et al. 2016 (DCGAN), Miyato et al. 2018 (SNGAN) and Gulrajani et al. 2017 (WGAN-GP)',
    kinds: ['plane', 'table', 'image'],
    provides: ['softmax', 'stages', 'discriminator'],
    parameters,
  },
  build(inputs: NetworkInputs): Network {
    const { shape, classes, rng } = inputs;
    const given = withDefaults(parameters, inputs.parameters);
    const weights = new Weights(rng);
    const norms: SpectralNorm[] = [];
    /** A weight as its layer takes it in each pass. */
    const normalisedBySpectrum = <T extends Parameters<Weights['spectralNorm']>[0]>(weight: T) => {
      if (given.base !== 'sngan') return () => weight as unknown as Tensor;
      const norm = weights.spectralNorm(weight);
      norms.push(norm);
      return () => norm.normalised();
    };
    const build = { weights, base: given.base, normalisedBySpectrum };
    const sizes = { classes, latent: given.latent, width: given.width };
    const trunk = shape.length === 3 ? imageTrunk(build, inputs, sizes) : rowTrunk(build, inputs, sizes);
    const adversarial = weights.dense(trunk.size, 1, 'glorot');
    const adversarialMatrix = normalisedBySpectrum(adversarial.weights);
    const classifier = weights.dense(trunk.size, classes, 'glorot');
    return {
      ...buildNetwork(weights, {
        ...{ shape, classes, trunkSize: trunk.size, stageSizes: trunk.stageSizes },
        trunk: (samples, mode, tap) => trunk.run(samples, mode, tap),
        head: linearLayer(classifier),
      }),
      discriminator: {
        base: given.base,
        score: (features) => dense(features, adversarialMatrix() as Tensor2D, adversarial.bias, 'linear'),
        iterateNorms: () => norms.forEach((norm) => norm.iterate()),
        buildGenerator: (own) => trunk.buildGenerator(own),
      },
    };
  },
};

interface Build {
  weights: Weights;
  base: GanBase;
  normalisedBySpectrum<T extends Parameters<Weights['spectralNorm']>[0]>(weight: T): () => Tensor;
}

interface Sizes {
  classes: number;
  latent: number;
  width: number;
}

function imageTrunk(build: Build, { shape: given, scale }: NetworkInputs, { classes, latent, width }: Sizes): Trunk {
  const shape = imageShape(given, { model: 'ac-gan', minSide: 2 ** HALVINGS });
  const depth = shape[2];
  // without a scale, standardised values count as those of the network
  const scaling = scalingFor(
    { scale: scale ?? { mean: Array(depth).fill(0.5), std: Array(depth).fill(0.5) } },
    [-1, 1],
  );
  const filters = CONVOLUTIONS.map(({ to }) => scaledFilters(to, width));
  const layers = CONVOLUTIONS.map(({ size, strides }, at) =>
    convolutionLayer(build, { size, from: filters[at - 1] ?? depth, to: filters[at]! }, { strides, first: at === 0 }),
  );
  const channels = GENERATOR_CHANNELS.map((count) => scaledFilters(count, width)) as [number, ...number[]];
  return {
    size: halvedSide(shape[0], HALVINGS) * halvedSide(shape[1], HALVINGS) * filters.at(-1)!,
    stageSizes: filters,
    run(samples, mode, tap) {
      const images = asImages(inNetworkRange(samples, scaling));
      return flattened(layers.reduce((x, layer) => tapped(layer(x, mode), tap), images));
    },
    buildGenerator: (rng) => imageGenerator(rng, { shape, classes, latent, channels, scaling }),
  };
}

const inNetworkRange = (samples: Tensor, { factor, shift }: ValueScaling): Tensor =>
  div(sub(samples, tensor1d(shift)), tensor1d(factor));

/** A convolution with leaky ReLU and the base's normalisation. */
function convolutionLayer(
  { weights, base, normalisedBySpectrum }: Build,
  shape: FilterShape,
  { strides, first }: { strides: number; first: boolean },
): Layer<Tensor4D> {
  if (base === 'dcgan' && !first) {
    const filter = weights.filter(shape, 'he');
    const layer = { filter, norm: weights.batchNorm(shape.to), activation: 'linear', strides } as const;
    return (x, mode) => leakyRelu(normalizedConvolution(x, layer, mode));
  }
  const { filter, bias } = weights.convolution(shape, 'he');
  const normalised = normalisedBySpectrum(filter);
  return (x) => convolution(x, normalised() as Tensor4D, bias, 'leaky-relu', strides);
}

/** Three hidden layers with leaky ReLU, without batch norm on any base. */
function rowTrunk(
  { weights, normalisedBySpectrum }: Build,
  { shape }: NetworkInputs,
  { classes, latent, width }: Sizes,
): Trunk {
  const units = scaledFilters(HIDDEN.units, width);
  const hidden = Array.from({ length: HIDDEN.layers }, (_, at) => {
    const layer = weights.dense(at === 0 ? sampleSize(shape) : units, units, 'he');
    const normalised = normalisedBySpectrum(layer.weights);
    return (x: Tensor2D) => dense(x, normalised() as Tensor2D, layer.bias, 'leaky-relu');
  });
  return {
    size: units,
    stageSizes: hidden.map(() => units),
    run: (samples, _, tap) => hidden.reduce((x, layer) => tapped(layer(x), tap), flattened(samples)),
    buildGenerator: (rng) => rowGenerator(rng, { shape, classes, latent, units, layers: HIDDEN.layers }),
  };
}
