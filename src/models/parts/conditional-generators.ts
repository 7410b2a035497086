/**
 * Generators that take a class: its one-hot row follows the latent point (Odena et al. 2017). For images that of DCGAN (Radford et
 * al. 2016) as in the code of SNGAN's authors for 32 × 32: a dense layer to an eighth of the sides, three transposed convolutions
 * of 4 × 4 and stride 2 with batch norm, and a convolution of 3 × 3 to the channels. Sides of 28 go 4 → 7 → 14 → 28.
 */
import { convolution, dense } from '../../tensor/layers.ts';
import { concat, reshape, tanh, type Tensor, type Tensor2D, type Tensor4D } from '../../tensor/tf.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { ConditionalGenerator, Mode } from '../model.ts';
import { normalizedDeconvolution, normalizedDense } from './normalization.ts';
import { halvedSide } from './shapes.ts';
import { toStandardised, type ValueScaling } from './value-scaling.ts';
import { Weights, type InitialWeights } from './weights.ts';

interface GeneratorSizes {
  classes: number;
  latent: number;
}

interface ImageSizes extends GeneratorSizes {
  /** Height, width and channels. */
  shape: readonly [number, number, number];
  /** Channels of the first maps and behind each transposed convolution; each doubles the sides. */
  channels: readonly [number, ...number[]];
  /** From −1 … 1 to standardised values. */
  scaling: ValueScaling;
}

export function imageGenerator(rng: InitialWeights, sizes: ImageSizes): ConditionalGenerator {
  const { shape, classes, latent, channels, scaling } = sizes;
  const [height, width, depth] = shape;
  const weights = new Weights(rng);
  const doublings = channels.length - 1;
  const sidesAfter = (layer: number) =>
    [halvedSide(height, doublings - layer), halvedSide(width, doublings - layer)] as const;
  const firstSize = sidesAfter(0)[0] * sidesAfter(0)[1] * channels[0];
  const first = {
    weights: weights.matrix(latent + classes, firstSize, 'he'),
    norm: weights.batchNorm(firstSize),
    activation: 'relu' as const,
  };
  const layers = channels.slice(1).map((to, index) => ({
    filter: weights.deconvolutionFilter({ size: 4, from: channels[index]!, to }, 'he'),
    norm: weights.batchNorm(to),
    activation: 'relu' as const,
    size: sidesAfter(index + 1),
  }));
  const last = weights.convolution({ size: 3, from: channels.at(-1)!, to: depth }, 'glorot');
  return generatorOf(weights, sizes, (values, mode) => {
    const maps = reshape(normalizedDense(values, first, mode), [-1, ...sidesAfter(0), channels[0]]) as Tensor4D;
    const upsampled = layers.reduce((x, layer) => normalizedDeconvolution(x, layer, mode), maps);
    return toStandardised(tanh(convolution(upsampled, last.filter, last.bias, 'linear')), scaling);
  });
}

interface RowSizes extends GeneratorSizes {
  shape: readonly number[];
  /** Units of each hidden layer. */
  units: number;
  layers: number;
}

/** For points of the plane and rows of tables: a perceptron whose last layer gives standardised values. */
export function rowGenerator(rng: InitialWeights, sizes: RowSizes): ConditionalGenerator {
  const { shape, classes, latent, units, layers } = sizes;
  const weights = new Weights(rng);
  const hidden = Array.from({ length: layers }, (_, at) => weights.dense(at ? units : latent + classes, units, 'he'));
  const last = weights.dense(units, sampleSize(shape), 'glorot');
  return generatorOf(weights, sizes, (values) => {
    const top = hidden.reduce((x, layer) => dense(x, layer.weights, layer.bias, 'relu'), values);
    return reshape(dense(top, last.weights, last.bias, 'linear'), [-1, ...shape]);
  });
}

/** @param run latent points with their classes `[n, latent + classes]` → samples */
const generatorOf = (
  weights: Weights,
  { shape, classes, latent }: GeneratorSizes & { shape: readonly number[] },
  run: (values: Tensor2D, mode: Mode) => Tensor,
): ConditionalGenerator => ({
  ...{ shape, classes, latent, variables: weights.variables, state: weights.state },
  generate: (z, classRows, mode) => run(concat([z, classRows], 1), mode),
  dispose: () => weights.dispose(),
});
