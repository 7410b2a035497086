/**
 * Small maps grown to an image by transposed convolutions of stride 2: the second half of ASAL's generators, and their
 * decoders.
 *
 * The paper's tables give filters and channels but not every padding and crop. Here each step leads back to the sides
 * that halving the image by convolutions of stride 2 goes through: 28 → 14 → 7 → 4, so 4 → 7 → 14 → 28, where Gulrajani et
 * al.'s code goes 4 → 8 and crops to 7. For 32 × 32 and 64 × 64 there is nothing to choose.
 */
import { deconvolution } from '../../tensor/layers.ts';
import { sigmoid, tanh, type Tensor4D } from '../../tensor/tf.ts';
import type { ValueRange } from './generative-networks.ts';
import type { Mode } from '../../models/model.ts';
import { normalized, normalizedDeconvolution } from '../../models/parts/normalization.ts';
import { halvedSide } from '../../models/parts/shapes.ts';
import type { Weights } from '../../models/parts/weights.ts';

type OutputActivation = 'sigmoid' | 'tanh';

export const rangeOfActivation = (output: OutputActivation): ValueRange => (output === 'sigmoid' ? [0, 1] : [-1, 1]);

export interface UpsamplingConfig {
  /** Filters are size × size. */
  size: number;
  /** Channels of the maps that are grown, and after each step but the last. */
  channels: readonly number[];
  /** Batch norm behind each step but the last, which has it only where `normalizedOutput` is set too. */
  norm: boolean;
  normalizedOutput?: boolean;
  output: OutputActivation;
}

/** The maps that a network of so many steps begins with: `[height, width]`. */
export const initialSides = (
  shape: readonly [number, number, number],
  { channels }: UpsamplingConfig,
): [number, number] => [halvedSide(shape[0], channels.length), halvedSide(shape[1], channels.length)];

/** `[n, ...seedSides, channels[0]]` → `[n, ...shape]`, ReLU between the steps, sigmoid or tanh at the end. */
export function upsamplingLayers(weights: Weights, shape: readonly [number, number, number], config: UpsamplingConfig) {
  const { size, channels, norm, normalizedOutput, output } = config;
  const [height, width, depth] = shape;
  const steps = channels.slice(1).map((to, index) => {
    const sides = [
      halvedSide(height, channels.length - 1 - index),
      halvedSide(width, channels.length - 1 - index),
    ] as const;
    return upsamplingLayer(weights, size, channels[index]!, to, sides, norm);
  });
  const last = weights.deconvolution(size, channels.at(-1)!, depth, 'glorot');
  const lastNorm = normalizedOutput ? weights.batchNorm(depth) : undefined;
  const outputActivation = output === 'sigmoid' ? sigmoid : tanh;
  return (maps: Tensor4D, mode: Mode): Tensor4D => {
    const upsampledMaps = steps.reduce((x, run) => run(x, mode), maps);
    const image = deconvolution(upsampledMaps, last.filter, last.bias, 'linear', 2, 'same', [height, width]);
    return outputActivation(lastNorm ? normalized(image, lastNorm, mode) : image);
  };
}

function upsamplingLayer(
  weights: Weights,
  size: number,
  from: number,
  to: number,
  sides: readonly [number, number],
  norm: boolean,
): (x: Tensor4D, mode: Mode) => Tensor4D {
  if (norm) {
    const filter = weights.deconvolutionFilter(size, from, to, 'he');
    const normalization = weights.batchNorm(to);
    return (x, mode) => normalizedDeconvolution(x, filter, normalization, 'relu', mode, sides);
  }
  const { filter, bias } = weights.deconvolution(size, from, to, 'he');
  return (x) => deconvolution(x, filter, bias, 'relu', 2, 'same', sides);
}
