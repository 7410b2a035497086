/** Elementwise ops with broadcasting, reductions, and ops that rearrange values. */
import fc from 'fast-check';
import { leakyRelu } from '../../../src/tensor/layers.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { at, ndArray, map, mean, reduce, reshape, zip } from '../reference/nd-array.ts';
import { logSumExp } from '../reference/layers.ts';
import * as right from '../reference/scalar.ts';
import type { Scalar } from '../reference/scalar.ts';
import { conformance, type Conformance } from '../suite.ts';

const side = fc.integer({ min: 1, max: 5 });
const shape = fc.array(side, { minLength: 1, maxLength: 4 });
const EVERYWHERE = [-2, 2] as const;
/** Where quotients, logarithms and roots are smooth. */
const POSITIVE = [0.2, 2] as const;

function unary(
  name: string,
  ours: (x: tf.Tensor) => tf.Tensor,
  reference: (x: Scalar) => Scalar,
  range: readonly [number, number] = EVERYWHERE,
): Conformance {
  return conformance({
    name,
    shapes: shape,
    range,
    inputs: (s) => [s],
    ours: ([x]) => ours(x!),
    reference: ([x]) => map(x!, reference),
    order: 2,
  });
}

/** Two shapes that broadcast: some axes of one or the other have length one or are missing. */
const pairs = fc
  .tuple(shape, fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }), fc.nat(2), fc.boolean())
  .map(([whole, cuts, missing, turned]) => {
    const cut = (which: number) => whole.map((length, axis) => (cuts[axis] === which ? 1 : length));
    const [a, b] = [cut(1), cut(2).slice(Math.min(missing, whole.length - 1))];
    return turned ? [b, a] : [a, b];
  });

function binary(
  name: string,
  ours: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  reference: (a: Scalar, b: Scalar) => Scalar,
  range: readonly [number, number] = EVERYWHERE,
): Conformance {
  return conformance({
    name,
    shapes: pairs,
    range,
    inputs: (s) => s,
    ours: ([a, b]) => ours(a!, b!),
    reference: ([a, b]) => zip(a!, b!, reference),
    order: 2,
  });
}

/** Equal shapes, for ops whose stock gradients do not support broadcasting. */
function positive(
  name: string,
  ours: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  reference: (a: Scalar, b: Scalar) => Scalar,
): Conformance {
  return conformance({
    name,
    shapes: shape,
    inputs: (s) => [s, s],
    ours: ([a, b]) => ours(a!, b!),
    reference: ([a, b]) => zip(a!, b!, reference),
    order: 2,
  });
}

const square = (x: Scalar) => right.mul(x, x);

export const elementwise = [
  unary(
    'leaky ReLU',
    (x) => leakyRelu(x, 0.1),
    (x) => right.leaky(x, 0.1),
  ),
  unary('ReLU', tf.relu, (x) => right.leaky(x, 0)),
  unary('sigmoid', tf.sigmoid, right.sigmoid),
  unary('tanh', tf.tanh, right.tanh),
  unary('exponential', tf.exp, right.exp),
  unary('logarithm', tf.log, right.log, POSITIVE),
  unary('root', tf.sqrt, right.sqrt, POSITIVE),
  unary('square', tf.square, square),
  unary('absolute value', tf.abs, (x) => (x.value < 0 ? right.scaled(x, -1) : x)),
  unary('change of sign', tf.neg, (x) => right.scaled(x, -1)),
  unary(
    'clipping',
    (x) => tf.clipByValue(x, -0.5, 0.7),
    (x) => (x.value < -0.5 ? right.constant(-0.5) : x.value > 0.7 ? right.constant(0.7) : x),
  ),
  binary('sums', tf.add, right.add),
  binary('differences', tf.sub, right.sub),
  binary('products of values', tf.mul, right.mul),
  binary('quotients', tf.div, right.div, POSITIVE),
  positive('the greater of two', tf.maximum, (a, b) => (a.value >= b.value ? a : b)),
  positive('the smaller of two', tf.minimum, (a, b) => (a.value <= b.value ? a : b)),
];

/** A shape and some of its axes. */
const reductions = fc
  .tuple(shape, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
  .map(([whole, chosen]) => ({ whole, axes: whole.map((_, axis) => axis).filter((axis) => chosen[axis]) }))
  .filter(({ axes }) => axes.length > 0);

function reduction(
  name: string,
  ours: (x: tf.Tensor, axes: number[]) => tf.Tensor,
  reference: (values: Scalar[]) => Scalar,
): Conformance {
  return conformance({
    name,
    shapes: reductions,
    inputs: (s) => [s.whole],
    ours: ([x], s) => ours(x!, s.axes),
    reference: ([x], s) => reduce(x!, s.axes, reference),
    order: 2,
  });
}

const matrix = fc.record({ rows: side, columns: side, more: side });

export const rearranging = [
  reduction('sums along axes', (x, axes) => tf.sum(x, axes), right.sum),
  reduction('means along axes', (x, axes) => tf.mean(x, axes), mean),
  reduction('greatest along axes', (x, axes) => tf.max(x, axes), right.greatest),
  reduction('log of a sum of exponentials', (x, axes) => tf.logSumExp(x, axes), logSumExp),
  conformance({
    name: 'rows gathered, some twice',
    shapes: matrix,
    inputs: (s) => [[s.rows, s.columns]],
    ours: ([x], s) => tf.gather(x!, tf.tensor1d(classRows(s.rows, s.more), 'int32')),
    reference: ([x], s) =>
      ndArray([s.more, s.columns], ([row, column]) => at(x!, [classRows(s.rows, s.more)[row!]!, column!])),
    order: 0, // the stock gradient needs a kernel that WASM does not have
  }),
  conformance({
    name: 'arrays put together',
    shapes: matrix,
    inputs: (s) => [
      [s.rows, s.columns],
      [s.rows, s.more],
    ],
    ours: ([a, b]) => tf.concat([a!, b!], 1),
    reference: ([a, b], s) =>
      ndArray([s.rows, s.columns + s.more], ([row, column]) =>
        column! < s.columns ? at(a!, [row!, column!]) : at(b!, [row!, column! - s.columns]),
      ),
    order: 2,
  }),
  conformance({
    name: 'a part cut out',
    shapes: matrix,
    inputs: (s) => [[s.rows + 2, s.columns + s.more]],
    ours: ([x], s) => tf.slice(x!, [1, s.more], [s.rows, s.columns]),
    reference: ([x], s) => ndArray([s.rows, s.columns], ([row, column]) => at(x!, [row! + 1, column! + s.more])),
    order: 2,
  }),
  conformance({
    name: 'axes exchanged',
    shapes: fc.tuple(fc.array(side, { minLength: 4, maxLength: 4 }), fc.nat(3)),
    inputs: ([s]) => [s],
    ours: ([x], [, turn]) => tf.transpose(x!, shiftedBy(turn)),
    reference: ([x], [s, turn]) =>
      ndArray(
        shiftedBy(turn).map((axis) => s[axis]!),
        (index) =>
          at(
            x!,
            s.map((_, axis) => index[shiftedBy(turn).indexOf(axis)]!),
          ),
      ),
    order: 2,
  }),
  conformance({
    name: 'another shape',
    shapes: shape,
    inputs: (s) => [s],
    ours: ([x]) => tf.square(tf.reshape(x!, [-1])),
    reference: ([x]) => map(reshape(x!, [x!.values.length]), square),
    order: 2,
  }),
  conformance({
    name: 'a border of zeros',
    shapes: matrix,
    inputs: (s) => [[s.rows, s.columns]],
    ours: ([x], s) =>
      tf.pad(x!, [
        [1, s.more],
        [0, 2],
      ]),
    reference: ([x], s) =>
      ndArray([s.rows + 1 + s.more, s.columns + 2], ([row, column]) =>
        row! >= 1 && row! <= s.rows && column! < s.columns ? at(x!, [row! - 1, column!]) : right.ZERO,
      ),
    order: 2,
  }),
];

const classRows = (rows: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 7 + 3) % rows);
/** Four axes, rotated by some places, two of them exchanged. */
const shiftedBy = (by: number): number[] => [0, 2, 1, 3].map((axis) => (axis + by) % 4);
