/**
 * Residual networks for small images (He, Zhang, Ren and Sun 2016): a first convolution of 3 × 3 without pooling, four stages of
 * blocks, and the mean over the image. With stride 2 the odd row of padding is below and to the right.
 */
import { withDefaults } from '../../protocol/parameters.ts';
import { meanPooled } from '../../tensor/layers.ts';
import { add, relu, type Tensor4D } from '../../tensor/tf.ts';
import type { Mode, Network, NetworkInputs } from '../model.ts';
import { linearLayer, tapped } from './blocks.ts';
import { buildNetwork } from './build-network.ts';
import { normalizedConvolution } from './normalization.ts';
import { asImages, imageShape } from './shapes.ts';
import { Weights, type FilterShape } from './weights.ts';
import { scaledFilters, widthParameter } from './width.ts';

/** Filters of each stage before the block's own factor; each stage but the first halves the sides. */
const STAGES = [64, 128, 256, 512];

type Layer = (x: Tensor4D, mode: Mode) => Tensor4D;

interface BlockShape {
  /** Channels that come in. */
  from: number;
  /** Filters of the stage. */
  filters: number;
  strides: number;
}

/** How the blocks of a network are built. */
export interface ResidualBlocks {
  /** The model, for messages. */
  model: string;
  /** Blocks in each of the four stages. */
  counts: readonly number[];
  /** Channels that leave a block, as a multiple of its stage's filters. */
  expansion: number;
  /** The convolutions of a block, up to the sum. */
  convolutions(weights: Weights, shape: BlockShape & { to: number }): Layer[];
}

/** A convolution with batch norm. */
export function convolution(
  weights: Weights,
  shape: FilterShape,
  { strides = 1, activation = 'relu' }: { strides?: number; activation?: 'linear' | 'relu' } = {},
): Layer {
  const filter = weights.filter(shape, 'he');
  const norm = weights.batchNorm(shape.to);
  return (x, mode) => normalizedConvolution(x, { filter, norm, activation, strides }, mode);
}

/** Convolutions, added to the input; where the shape changes, to a 1 × 1 convolution of it. */
function block(weights: Weights, shape: BlockShape & { to: number }, { convolutions }: ResidualBlocks): Layer {
  const { from, to, strides } = shape;
  const layers = convolutions(weights, shape);
  const changesShape = strides > 1 || from !== to;
  const shortcut = changesShape
    ? convolution(weights, { size: 1, from, to }, { strides, activation: 'linear' })
    : undefined;
  return (x, mode) => relu(add(applied(layers, x, mode), shortcut ? shortcut(x, mode) : x));
}

const applied = (layers: Layer[], x: Tensor4D, mode: Mode): Tensor4D => layers.reduce((y, layer) => layer(y, mode), x);

/** @throws Problem `unfit` for samples other than images of at least 8 × 8 */
export function buildResidualNetwork(
  { shape, classes, rng, parameters }: NetworkInputs,
  blocks: ResidualBlocks,
): Network {
  const { width } = withDefaults([widthParameter], parameters);
  const [, , channels] = imageShape(shape, { model: blocks.model, minSide: 8 });
  const weights = new Weights(rng);
  let from = scaledFilters(STAGES[0]!, width);
  const first = convolution(weights, { size: 3, from: channels, to: from });
  const filtersOf = STAGES.map((filters) => scaledFilters(filters, width));
  const stages = filtersOf.map((filters, stage) =>
    Array.from({ length: blocks.counts[stage]! }, (_, index) => {
      const to = filters * blocks.expansion;
      const built = block(weights, { from, filters, to, strides: stage > 0 && index === 0 ? 2 : 1 }, blocks);
      from = to;
      return built;
    }),
  );
  const last = weights.dense(from, classes, 'glorot');
  return buildNetwork(weights, {
    shape,
    classes,
    trunkSize: from,
    stageSizes: filtersOf.map((filters) => filters * blocks.expansion),
    trunk: (samples, mode, tap) =>
      meanPooled(stages.reduce((x, one) => tapped(applied(one, x, mode), tap), first(asImages(samples), mode))),
    head: linearLayer(last),
  });
}
