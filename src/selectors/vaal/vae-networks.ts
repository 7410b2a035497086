/**
 * The variational auto-encoder of VAAL (Sinha, Ebrahimi and Darrell, ICCV 2019; the authors' model.py): for images four
 * convolutions of stride 2 down, and a dense layer, three transposed convolutions and a convolution of 1 × 1 up; for points and
 * rows of tables dense layers, which the paper does not have.
 *
 * The authors' sizes are written out for 32 × 32. Here each layer halves the sides, rounding up, and the decoder reverses the
 * halvings (28 → 14 → 7 → 4 → 2, and 4 → 7 → 14 → 28): the same as theirs for 32 × 32, without padding for other sizes.
 */
import type { Mode, Network } from '../../models/model.ts';
import { linearLayer } from '../../models/parts/blocks.ts';
import { normalizedConvolution, normalizedDeconvolution } from '../../models/parts/normalization.ts';
import { asImages, flattened, halvedSide } from '../../models/parts/shapes.ts';
import { Weights } from '../../models/parts/weights.ts';
import { scaledFilters } from '../../models/parts/width.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { Rng } from '../../random/rng.ts';
import { convolution, dense } from '../../tensor/layers.ts';
import { reshape, type Tensor, type Tensor2D, type Tensor4D } from '../../tensor/tf.ts';
import { besideCode } from './condition.ts';

/** Mean and log-variance of each sample's code, `[n, latent]` each. */
export interface LatentGaussian {
  mean: Tensor2D;
  logVariance: Tensor2D;
}

export interface Vae extends Pick<Network, 'shape' | 'variables' | 'state' | 'dispose'> {
  readonly latent: number;
  /** `[n, …shape]` → the posterior of each code. */
  encode(samples: Tensor, mode: Mode): LatentGaussian;
  /** `[n, latent]` → `[n, …shape]`, unbounded. @param condition TA-VAAL's, `[n, 1]` beside the code */
  decode(codes: Tensor2D, mode: Mode, condition?: Tensor2D): Tensor;
}

export interface VaeConfig {
  /** Of a sample, without the batch axis. */
  shape: readonly number[];
  latent: number;
  /** Filters and units relative to the paper's. */
  width: number;
  /** Values beside the code that the decoder takes: 1 in TA-VAAL; none where absent. */
  conditions?: number;
}

/** The paper's channels after each halving, and the units of the dense layers: those of its discriminator. */
const CHANNELS = [128, 256, 512, 1024] as const;
const UNITS = [512, 512] as const;

export const buildVae = (config: VaeConfig, rng: Rng): Vae =>
  config.shape.length === 3 ? convolutionalVae(config, new Weights(rng)) : denseVae(config, new Weights(rng));

function convolutionalVae({ shape, latent, width, conditions = 0 }: VaeConfig, weights: Weights): Vae {
  const [height, side, depth] = shape as [number, number, number];
  const channels = CHANNELS.map((count) => scaledFilters(count, width));
  const downward = channels.map((to, at) => {
    const filter = weights.filter({ size: 4, from: channels[at - 1] ?? depth, to }, 'he');
    return { filter, norm: weights.batchNorm(to), activation: 'relu', strides: 2 } as const;
  });
  const encoded = halvedSide(height, 4) * halvedSide(side, 4) * channels.at(-1)!;
  const heads = posteriorHeads(weights, encoded, latent);
  const first = [halvedSide(height, 3), halvedSide(side, 3), channels.at(-1)!] as const;
  const spread = weights.dense(latent + conditions, first[0] * first[1] * first[2], 'he');
  const upward = [2, 1, 0].map((halvings) => {
    const shape = { size: 4, from: channels[halvings + 1]!, to: channels[halvings]! };
    const size = [halvedSide(height, halvings), halvedSide(side, halvings)] as const;
    const filter = weights.deconvolutionFilter(shape, 'he');
    return { filter, norm: weights.batchNorm(shape.to), activation: 'relu', size } as const;
  });
  const last = weights.convolution({ size: 1, from: channels[0]!, to: depth }, 'he');
  return {
    ...{ shape, latent, ...trained(weights) },
    encode: (samples, mode) =>
      heads(flattened(downward.reduce((x, layer) => normalizedConvolution(x, layer, mode), asImages(samples)))),
    decode(codes, mode, condition) {
      const maps = reshape(linearLayer(spread)(besideCode(codes, condition)), [-1, ...first]) as Tensor4D;
      const image = upward.reduce((x, layer) => normalizedDeconvolution(x, layer, mode), maps);
      return convolution(image, last.filter, last.bias, 'linear');
    },
  };
}

function denseVae({ shape, latent, width, conditions = 0 }: VaeConfig, weights: Weights): Vae {
  const size = sampleSize(shape);
  const units = UNITS.map((count) => scaledFilters(count, width));
  const layers = (from: number) => {
    const all = units.map((to, at) => weights.dense(units[at - 1] ?? from, to, 'he'));
    return (x: Tensor2D): Tensor2D => all.reduce((y, layer) => dense(y, layer.weights, layer.bias, 'relu'), x);
  };
  const downward = layers(size);
  const heads = posteriorHeads(weights, units.at(-1)!, latent);
  const upward = layers(latent + conditions);
  const last = linearLayer(weights.dense(units.at(-1)!, size, 'he'));
  return {
    ...{ shape, latent, ...trained(weights) },
    encode: (samples) => heads(downward(flattened(samples))),
    decode: (codes, _mode, condition) => reshape(last(upward(besideCode(codes, condition))), [-1, ...shape]),
  };
}

/** Two linear layers: to the mean and to the log-variance. */
function posteriorHeads(weights: Weights, from: number, latent: number): (x: Tensor2D) => LatentGaussian {
  const [mean, logVariance] = [weights.dense(from, latent, 'he'), weights.dense(from, latent, 'he')].map(linearLayer);
  return (x) => ({ mean: mean!(x), logVariance: logVariance!(x) });
}

const trained = (weights: Weights) => ({
  variables: weights.variables,
  state: weights.state,
  dispose: () => weights.dispose(),
});
