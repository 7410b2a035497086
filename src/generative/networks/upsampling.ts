/**
 * Upsampling of small maps to an image by transposed convolutions of stride 2: the second half of ASAL's generators and of its
 * auto-encoders.
 *
 * The paper's tables give filters and channels but not every padding and crop. Here each layer reverses one halving of the image
 * by a convolution of stride 2: 28 → 14 → 7 → 4, so 4 → 7 → 14 → 28, where the code of Gulrajani et al. 2017 goes 4 → 8 and
 * crops to 7. For 32 × 32 and 64 × 64 both agree.
 */
import { deconvolution } from '../../tensor/layers.ts';
import { sigmoid, tanh, type Tensor4D } from '../../tensor/tf.ts';
import type { NetworkRange } from '../../models/parts/value-scaling.ts';
import type { Mode } from '../../models/model.ts';
import { normalized, normalizedDeconvolution } from '../../models/parts/normalization.ts';
import { halvedSide } from '../../models/parts/shapes.ts';
import type { FilterShape, Weights } from '../../models/parts/weights.ts';

type OutputActivation = 'sigmoid' | 'tanh';

export const rangeOfActivation = (output: OutputActivation): NetworkRange => (output === 'sigmoid' ? [0, 1] : [-1, 1]);

export interface UpsamplingConfig {
  /** Filters are size × size. */
  size: number;
  /** Channels of the first maps and behind each layer but the last. */
  channels: readonly number[];
  /** Batch norm behind each layer but the last, which has it only with `normalizedOutput`. */
  norm: boolean;
  normalizedOutput?: boolean;
  output: OutputActivation;
}

/** Sides of the first maps, `[height, width]`. */
export const initialSides = (
  shape: readonly [number, number, number],
  { channels }: UpsamplingConfig,
): [number, number] => [halvedSide(shape[0], channels.length), halvedSide(shape[1], channels.length)];

/** `[n, …initialSides, channels[0]]` → `[n, …shape]`, ReLU between the layers, sigmoid or tanh at the end. */
export function upsamplingLayers(weights: Weights, shape: readonly [number, number, number], config: UpsamplingConfig) {
  const { size, channels, norm, normalizedOutput, output } = config;
  const [height, width, depth] = shape;
  const steps = channels.slice(1).map((to, index) => {
    const sides = [
      halvedSide(height, channels.length - 1 - index),
      halvedSide(width, channels.length - 1 - index),
    ] as const;
    return upsamplingLayer(weights, { size, from: channels[index]!, to }, { sides, norm });
  });
  const last = weights.deconvolution({ size, from: channels.at(-1)!, to: depth }, 'glorot');
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
  shape: FilterShape,
  { sides, norm }: { sides: readonly [number, number]; norm: boolean },
): (x: Tensor4D, mode: Mode) => Tensor4D {
  if (norm) {
    const filter = weights.deconvolutionFilter(shape, 'he');
    const normalization = weights.batchNorm(shape.to);
    const layer = { filter, norm: normalization, activation: 'relu', size: sides } as const;
    return (x, mode) => normalizedDeconvolution(x, layer, mode);
  }
  const { filter, bias } = weights.deconvolution(shape, 'he');
  return (x) => deconvolution(x, filter, bias, 'relu', 2, 'same', sides);
}
