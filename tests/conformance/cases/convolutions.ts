/** Convolutions, transposed convolutions, dense layers and products. */
import fc from 'fast-check';
import { convolution, deconvolution, dense, pooledConvolution, type Activation } from '../../../src/tensor/layers.ts';
import * as tf from '../../../src/tensor/tf.ts';
import * as right from '../reference/layers.ts';
import { add, greatest, leaky } from '../reference/scalar.ts';
import { map, zip } from '../reference/nd-array.ts';
import { conformance } from '../suite.ts';

const activation = fc.constantFrom<Activation[]>('linear', 'relu', 'leaky-relu');
const side = (max: number) => fc.integer({ min: 1, max });

const windows = fc.record({
  n: side(3),
  height: side(7),
  width: side(7),
  from: side(3),
  to: side(4),
  filterHeight: side(5),
  filterWidth: side(5),
  stride: side(3),
  pad: fc.constantFrom('same' as const, 'valid' as const),
  activation,
});

/** A filter larger than the image has no valid position. */
const shapes = windows.filter((s) => s.pad === 'same' || (s.filterHeight <= s.height && s.filterWidth <= s.width));

/** Shapes whose output is at least 2 × 2, for pooling. */
const pooledShapes = windows.filter((s) =>
  s.pad === 'same' ? s.height > 1 && s.width > 1 : s.filterHeight + 1 <= s.height && s.filterWidth + 1 <= s.width,
);

/** Of a transposed convolution: height and width are those of the output. */
const backward = shapes.map((s) => ({
  ...s,
  down: right.windows(s.height, s.filterHeight, s.stride, s.pad).count,
  across: right.windows(s.width, s.filterWidth, s.stride, s.pad).count,
}));

const products = fc.record({
  rows: side(9),
  inner: side(9),
  columns: side(9),
  turnA: fc.boolean(),
  turnB: fc.boolean(),
});

export const convolutions = [
  conformance({
    name: 'a convolution with bias and activation',
    shapes,
    inputs: (s) => [[s.n, s.height, s.width, s.from], [s.filterHeight, s.filterWidth, s.from, s.to], [s.to]],
    ours: ([x, filter, bias], s) =>
      convolution(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, s.activation, s.stride, s.pad),
    reference: ([x, filter, bias], s) =>
      right.activated(zip(right.convolution(x!, filter!, s.stride, s.pad), bias!, add), s.activation),
    order: 2,
  }),
  conformance({
    name: 'a convolution, max-pooling by two and ReLU',
    shapes: pooledShapes,
    inputs: (s) => [[s.n, s.height, s.width, s.from], [s.filterHeight, s.filterWidth, s.from, s.to], [s.to]],
    ours: ([x, filter, bias], s) =>
      pooledConvolution(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, s.pad),
    reference: ([x, filter, bias], s) => {
      const all = zip(right.convolution(x!, filter!, 1, s.pad), bias!, add);
      return map(right.pool(all, 2, 2, 'valid', greatest), (value) => leaky(value, 0));
    },
    order: 1,
  }),
  conformance({
    name: 'the stock convolution',
    shapes,
    inputs: (s) => [
      [s.n, s.height, s.width, s.from],
      [s.filterHeight, s.filterWidth, s.from, s.to],
    ],
    ours: ([x, filter], s) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, s.stride, s.pad),
    reference: ([x, filter], s) => right.convolution(x!, filter!, s.stride, s.pad),
    order: 2,
  }),
  conformance({
    name: 'a transposed convolution',
    shapes: backward,
    inputs: (s) => [[s.n, s.down, s.across, s.from], [s.filterHeight, s.filterWidth, s.to, s.from], [s.to]],
    ours: ([x, filter, bias], s) =>
      deconvolution(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, s.activation, s.stride, s.pad, [
        s.height,
        s.width,
      ]),
    reference: ([x, filter, bias], s) =>
      right.activated(
        zip(right.deconvolution(x!, filter!, s.stride, s.pad, [s.height, s.width]), bias!, add),
        s.activation,
      ),
    order: 2,
  }),
  conformance({
    name: 'a dense layer',
    shapes: fc.record({ n: side(6), from: side(9), to: side(9), activation }),
    inputs: (s) => [[s.n, s.from], [s.from, s.to], [s.to]],
    ours: ([x, weights, bias], s) => dense(x as tf.Tensor2D, weights as tf.Tensor2D, bias as tf.Tensor1D, s.activation),
    reference: ([x, weights, bias], s) => right.dense(x!, weights!, bias!, s.activation),
    order: 2,
  }),
  conformance({
    name: 'a product, either side transposed',
    shapes: products,
    inputs: (s) => [
      s.turnA ? [s.inner, s.rows] : [s.rows, s.inner],
      s.turnB ? [s.columns, s.inner] : [s.inner, s.columns],
    ],
    ours: ([a, b], s) => tf.matMul(a!, b!, s.turnA, s.turnB),
    reference: ([a, b], s) => right.product(a!, b!, s.turnA, s.turnB),
    order: 2,
  }),
  conformance({
    name: 'a large product, either side transposed',
    shapes: products.map((s) => ({ ...s, rows: 3 * s.rows, inner: 9 * s.inner, columns: 4 * s.columns })),
    inputs: (s) => [
      s.turnA ? [s.inner, s.rows] : [s.rows, s.inner],
      s.turnB ? [s.columns, s.inner] : [s.inner, s.columns],
    ],
    ours: ([a, b], s) => tf.matMul(a!, b!, s.turnA, s.turnB),
    reference: ([a, b], s) => right.product(a!, b!, s.turnA, s.turnB),
    order: 0,
  }),
];
