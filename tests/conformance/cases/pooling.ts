/** Pooling, upsampling, normalisation, losses, and transformed images. */
import fc from 'fast-check';
import {
  batchNorm,
  batchNormInference,
  crossEntropy,
  hingeLoss,
  layerNorm,
  logSoftmax,
  maxPooled,
  meanPool,
  meanPooled,
  pooled,
  upsampled,
} from '../../../src/tensor/layers.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { at, ndArray, map, mean, reduce, zip } from '../reference/nd-array.ts';
import * as right from '../reference/layers.ts';
import { add, constant, exp, greatest, leaky, mul, scaled, sub } from '../reference/scalar.ts';
import { conformance } from '../suite.ts';

const side = (max: number, min = 1) => fc.integer({ min, max });
const images = (least: number) =>
  fc.record({ n: side(3), height: side(8, least), width: side(8, least), channels: side(4) });
type Image = { n: number; height: number; width: number; channels: number };
const image = (s: Image): number[][] => [[s.n, s.height, s.width, s.channels]];
const four = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

const pools = fc
  .record({
    n: side(2),
    height: side(8),
    width: side(8),
    channels: side(3),
    size: side(3),
    stride: side(3),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter((s) => s.pad === 'same' || (s.size <= s.height && s.size <= s.width));

/** Rank 4 as after a convolution, rank 2 as after a dense layer. */
const batches = fc.oneof(
  images(1).map((s) => [s.n + 1, Math.ceil(s.height / 2), Math.ceil(s.width / 2), s.channels]),
  fc.tuple(side(9, 3), side(7)).map(([n, channels]) => [n, channels]),
);
const withScale = (shape: number[]): number[][] => [shape, [shape.at(-1)!], [shape.at(-1)!]];
const rows = fc.record({ n: side(6), classes: side(11, 2) });

export const pooling = [
  conformance({
    name: 'max-pooling by two and ReLU',
    shapes: images(2),
    inputs: image,
    ours: ([x]) => pooled(four(x)),
    reference: ([x]) => map(right.pool(x!, 2, 2, 'valid', greatest), (value) => leaky(value, 0)),
    order: 2,
  }),
  conformance({
    name: 'max-pooling, windows overlapping or not',
    shapes: pools,
    inputs: image,
    ours: ([x], s) => maxPooled(four(x), s.size, s.stride, s.pad),
    reference: ([x], s) => right.pool(x!, s.size, s.stride, s.pad, greatest),
    order: 2,
  }),
  conformance({
    name: 'mean-pooling of windows',
    shapes: images(3).chain((s) => side(3).map((size) => ({ ...s, size }))),
    inputs: image,
    ours: ([x], s) => meanPool(four(x), s.size),
    reference: ([x], s) => right.pool(x!, s.size, s.size, 'valid', mean),
    order: 2,
  }),
  conformance({
    name: 'mean-pooling of whole images',
    shapes: images(1),
    inputs: image,
    ours: ([x]) => meanPooled(four(x)),
    reference: ([x]) => reduce(x!, [1, 2], mean),
    order: 2,
  }),
  conformance({
    name: 'upsampling',
    shapes: images(1).chain((s) => side(3).map((factor) => ({ ...s, factor }))),
    inputs: image,
    ours: ([x], s) => upsampled(four(x), s.factor),
    reference: ([x], s) =>
      ndArray([s.n, s.height * s.factor, s.width * s.factor, s.channels], ([n, y, column, c]) =>
        at(x!, [n!, Math.floor(y! / s.factor), Math.floor(column! / s.factor), c!]),
      ),
    order: 2,
  }),
];

export const normalization = [
  conformance({
    name: 'batch norm in training',
    shapes: batches,
    inputs: withScale,
    ours: ([x, gamma, beta]) => batchNorm(x!, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3).y,
    reference: ([x, gamma, beta]) => {
      const { means, variances } = right.statistics(x!);
      return right.normalized(x!, gamma!, beta!, means, variances, 1e-3);
    },
    order: 2,
  }),
  conformance({
    name: 'what batch norm says of the batch',
    shapes: batches,
    inputs: withScale,
    ours: ([x, gamma, beta]) => {
      const { mean: means, variance } = batchNorm(x!, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3);
      return tf.stack([means, variance]);
    },
    reference: ([x]) => {
      const { means, variances } = right.statistics(x!);
      return { shape: [2, ...means.shape], values: [...means.values, ...variances.values] };
    },
    order: 0,
  }),
  conformance({
    name: 'batch norm with given statistics',
    shapes: batches,
    range: [0.1, 1], // a variance is above zero
    inputs: (shape) => [shape, ...[1, 2, 3, 4].map(() => [shape.at(-1)!])],
    ours: ([x, ...others]) => {
      const [gamma, beta, means, variance] = others as tf.Tensor1D[];
      return batchNormInference(x!, gamma!, beta!, means!, variance!, 1e-3);
    },
    reference: ([x, gamma, beta, means, variance]) => right.normalized(x!, gamma!, beta!, means!, variance!, 1e-3),
    order: 2,
  }),
  conformance({
    name: 'layer norm',
    shapes: batches.filter((shape) => shape.slice(1).reduce((a, b) => a * b, 1) > 2),
    inputs: withScale,
    ours: ([x, gamma, beta]) => layerNorm(x!, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3),
    reference: ([x, gamma, beta]) => right.layerNorm(x!, gamma!, beta!, 1e-3),
    order: 2,
  }),
];

export const losses = [
  conformance({
    name: 'softmax',
    shapes: rows,
    range: [-4, 4],
    inputs: (s) => [[s.n, s.classes]],
    ours: ([x]) => tf.softmax(x!),
    reference: ([x]) => map(right.logSoftmax(x!), exp),
    order: 2,
  }),
  conformance({
    name: 'log-softmax',
    shapes: rows,
    range: [-4, 4],
    inputs: (s) => [[s.n, s.classes]],
    ours: ([x]) => logSoftmax(x!),
    reference: ([x]) => right.logSoftmax(x!),
    order: 2,
  }),
  conformance({
    name: 'cross-entropy',
    shapes: rows,
    range: [-4, 4],
    inputs: (s) => [[s.n, s.classes]],
    ours: ([x], s) => crossEntropy(x as tf.Tensor2D, tf.tensor2d(targets(s.n, s.classes), [s.n, s.classes])),
    reference: ([x], s) =>
      right.crossEntropy(x!, { shape: [s.n, s.classes], values: targets(s.n, s.classes).map(constant) }),
    order: 2,
  }),
  conformance({
    name: 'hinge loss',
    shapes: fc.record({ n: side(6) }),
    range: [-2, 2],
    inputs: (s) => [[s.n, 1]],
    ours: ([x], s) => hingeLoss(x as tf.Tensor2D, tf.tensor2d(signs(s.n), [s.n, 1])),
    reference: ([x], s) => {
      const margins = x!.values.map((value, i) => leaky(sub(constant(1), scaled(value, signs(s.n)[i]!)), 0));
      return { shape: [], values: [mean(margins)] };
    },
    order: 1,
  }),
];

/** Rows of probabilities, some of them certain. */
function targets(n: number, classes: number): number[] {
  return Array.from({ length: n * classes }, (_, place) => {
    const [row, c] = [Math.floor(place / classes), place % classes];
    return row % 2 === 0 ? Number(c === row % classes) : (2 * (c + 1)) / (classes * (classes + 1));
  });
}

const signs = (n: number): number[] => Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : -1));

/** Maps from output to input coordinates of an image: rotated, scaled and shifted. */
const maps = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => [0.9, 0.3 * i - 0.2, 0.37, -0.25, 1.1 - 0.1 * i, -0.81]);

export const transforms = [
  conformance({
    name: 'images under affine maps',
    shapes: images(2),
    inputs: image,
    ours: ([x], s) =>
      tf.image.transform(
        four(x),
        tf.tensor2d(
          maps(s.n).map((map) => [...map, 0, 0]),
          [s.n, 8],
        ),
        'bilinear',
        'nearest',
      ),
    reference: ([x], s) => right.transformed(x!, maps(s.n)),
    order: 0,
  }),
  conformance({
    name: 'a mask over whole channels',
    shapes: images(1),
    inputs: (s) => [...image(s), [s.n, 1, 1, s.channels]],
    ours: ([x, mask]) => tf.add(tf.mul(x!, mask!), x!),
    reference: ([x, mask]) => zip(zip(x!, mask!, mul), x!, add),
    order: 2,
  }),
];
