/** Blocks that several networks share: convolutions with max-pooling, and the layers between trunk and classes. */
import { dense, pooledConvolution } from '../../tensor/layers.ts';
import type { Tensor, Tensor2D, Tensor4D } from '../../tensor/tf.ts';
import type { Mode, Tap } from '../model.ts';
import { applyDropout } from './dropout.ts';
import { flattened, sideAfterPooling } from './shapes.ts';
import type { DenseWeights, Initializer, Weights } from './weights.ts';

/** The values of a stage, shown to the tap. */
export function tapped<T extends Tensor>(values: T, tap: Tap | undefined): T {
  tap?.(values);
  return values;
}

interface PooledStackOptions {
  /** Height, width and channels of the images. */
  images: readonly [number, number, number];
  /** Side of every filter. */
  size: number;
  /** Filters of each convolution. */
  filters: readonly number[];
  pad: 'same' | 'valid';
  initial: Initializer;
}

/** Convolutions with ReLU, each followed by max-pooling by two. */
export function pooledStack(weights: Weights, { images, size, filters, pad, initial }: PooledStackOptions) {
  const [height, width, channels] = images;
  const layers = filters.map((to, index) =>
    weights.convolution({ size, from: filters[index - 1] ?? channels, to }, initial),
  );
  const side = (length: number) => filters.reduce((rest) => sideAfterPooling(rest, size, pad), length);
  return {
    /** Values per sample after the last pooling. */
    trunkSize: side(height) * side(width) * filters.at(-1)!,
    /** Of the stages: each convolution with its pooling. */
    stageSizes: filters,
    /** Images `[n, height, width, channels]` → `[n, trunkSize]`; `after` follows each pooling. */
    apply: (
      x: Tensor4D,
      tap: Tap | undefined,
      after: (maps: Tensor4D, layer: number) => Tensor4D = (maps) => maps,
    ): Tensor2D =>
      flattened(
        layers.reduce(
          (maps, { filter, bias }, layer) => tapped(after(pooledConvolution(maps, filter, bias, pad), layer), tap),
          x,
        ),
      ),
  };
}

/** x `[n, from]` → `[n, to]` without activation. */
export const linearLayer =
  ({ weights, bias }: DenseWeights) =>
  (x: Tensor2D): Tensor2D =>
    dense(x, weights, bias, 'linear');

interface HiddenHeadOptions {
  /** Values per sample of the trunk. */
  from: number;
  units: number;
  classes: number;
  /** Of the hidden units, in training. */
  dropout: number;
  /** Initial weights of the hidden layer; the last layer has Glorot's in place of He's, as no ReLU follows it. */
  initial?: Initializer;
}

/** A hidden layer with ReLU and dropout, then a linear layer to the classes. */
export function hiddenHead(weights: Weights, { from, units, classes, dropout, initial = 'he' }: HiddenHeadOptions) {
  const hidden = weights.dense(from, units, initial);
  const last = weights.dense(units, classes, initial === 'he' ? 'glorot' : initial);
  const apply = (values: Tensor2D, mode: Mode): Tensor2D =>
    applyDropout(dense(values, hidden.weights, hidden.bias, 'relu'), dropout, mode);
  return { neck: { size: units, apply }, head: linearLayer(last) };
}
