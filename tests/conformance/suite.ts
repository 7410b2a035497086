/**
 * Compares an op with its reference: the value, the gradient with respect to each input, and the second gradients with respect
 * to all inputs. Shapes and values are drawn by fast-check from a fixed seed.
 */
import fc from 'fast-check';
import { Rng } from '../../src/random/rng.ts';
import * as tf from '../../src/tensor/tf.ts';
import { sizeOf, type NdArray } from './reference/nd-array.ts';
import { constant, dot, gradients, Scalar } from './reference/scalar.ts';

export interface Case<S> {
  name: string;
  /** Drawn parameters: sizes, strides, activations. */
  shapes: fc.Arbitrary<S>;
  /** Shapes of the inputs. */
  inputs: (s: S) => number[][];
  ours: (inputs: tf.Tensor[], s: S) => tf.Tensor;
  reference: (inputs: NdArray[], s: S) => NdArray;
  /** How many times it can be differentiated: 0, 1 or 2. */
  order: 0 | 1 | 2;
  /** Range of the inputs' values; −1 to 1 if absent. */
  range?: readonly [number, number];
}

export interface Conformance {
  name: string;
  /** @throws where a value differs by 1e-4, or a gradient by 1e-3, of the largest value of its tensor */
  check(runs: number): Promise<void>;
}

const VALUE = 1e-4;
const GRADIENT = 1e-3;
/** Lower bound of the scale of errors: values that cancel out have no meaningful relative error. */
const FLOOR = 0.1;

export function conformance<S>(definition: Case<S>): Conformance {
  return {
    name: definition.name,
    check: (runs) =>
      fc.assert(
        fc.asyncProperty(definition.shapes, fc.nat(1e6), (s, seed) => compare(definition, s, new Rng(seed))),
        { numRuns: runs, seed: 7, includeErrorInReport: true },
      ),
  };
}

interface RandomInput {
  shape: number[];
  values: Float32Array;
}

function randomInput(shape: number[], rng: Rng, [low, high]: readonly [number, number] = [-1, 1]): RandomInput {
  return { shape, values: Float32Array.from({ length: sizeOf(shape) }, () => rng.between(low, high)) };
}

const tensorOf = ({ shape, values }: RandomInput): tf.Tensor => tf.tensor(values, shape);
const fieldOf = ({ shape, values }: RandomInput): NdArray => ({ shape, values: Array.from(values, Scalar.variable) });
const constantsOf = ({ values }: RandomInput): Scalar[] => Array.from(values, constant);

/** Values to compare: ours on the device, the reference's in double precision. */
interface Pair {
  what: string;
  ours: tf.Tensor;
  right: readonly Scalar[];
  tolerance: number;
}

async function compare<S>(definition: Case<S>, s: S, rng: Rng): Promise<void> {
  const inputs = definition.inputs(s).map((shape, i) => randomInput(shape, rng.child('input', i), definition.range));
  const fields = inputs.map(fieldOf);
  const out = definition.reference(fields, s);
  const dy = randomInput(out.shape, rng.child('dy'));
  const pairs = keepTensors(() => {
    const f = (...tensors: tf.Tensor[]) => definition.ours(tensors, s);
    const tensors = inputs.map(tensorOf);
    const list: Pair[] = [{ what: 'value', ours: f(...tensors), right: out.values, tolerance: VALUE }];
    expectShape(list[0]!.ours.shape, out.shape);
    if (definition.order >= 1) list.push(...first(f, tensors, dy, fields, out));
    if (definition.order >= 2)
      inputs.forEach((input, by) => {
        const direction = randomInput(input.shape, rng.child('direction', by));
        list.push(...second(f, tensors, dy, fields, out, by, direction));
      });
    return list;
  });
  try {
    const values = await Promise.all(pairs.map(({ ours }) => ours.data()));
    pairs.forEach(({ what, right, tolerance }, i) => expectClose(what, values[i]!, right, tolerance));
  } finally {
    tf.dispose(pairs.map(({ ours }) => ours));
  }
}

/** `tf.tidy` for lists of pairs. */
function keepTensors(make: () => Pair[]): Pair[] {
  const pairs: Pair[] = [];
  tf.tidy(() => {
    pairs.push(...make());
    return pairs.map(({ ours }) => ours);
  });
  return pairs;
}

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Depends also on inputs that the value does not depend on, so that their gradient is zero instead of an error. */
function connectInputs(value: tf.Tensor, inputs: tf.Tensor[]): tf.Tensor {
  return tf.addN([value, ...inputs.map((input) => tf.mul(0, tf.sum(input)))]);
}

function first(f: Op, tensors: tf.Tensor[], dy: RandomInput, fields: NdArray[], out: NdArray): Pair[] {
  const ours = tf.grads(f)(tensors, tensorOf(dy));
  return fields.map((field, i) => ({
    what: `gradient by input ${i}`,
    ours: ours[i]!,
    right: gradients(out.values, constantsOf(dy), field.values),
    tolerance: GRADIENT,
  }));
}

/** The gradient with respect to one input, its product with a direction, and the gradient of that with respect to all inputs and dy. */
function second(
  f: Op,
  tensors: tf.Tensor[],
  dy: RandomInput,
  fields: NdArray[],
  out: NdArray,
  by: number,
  direction: RandomInput,
): Pair[] {
  const slope = (...all: tf.Tensor[]): tf.Tensor => {
    const [outer, ...inputs] = all as [tf.Tensor, ...tf.Tensor[]];
    const through = (x: tf.Tensor) => f(...inputs.map((input, i) => (i === by ? x : input)));
    const gradient = tf.grad(through)(inputs[by]!, outer);
    return connectInputs(tf.sum(tf.mul(gradient, tensorOf(direction))), all);
  };
  const ours = tf.grads(slope)([tensorOf(dy), ...tensors]);
  const outer = fieldOf(dy);
  const along = dot(gradients(out.values, outer.values, fields[by]!.values, true), constantsOf(direction));
  return [outer, ...fields].map((field, i) => ({
    what: `gradient by ${i === 0 ? 'dy' : `input ${i - 1}`} of the gradient by input ${by}`,
    ours: ours[i]!,
    right: gradients([along], [constant(1)], field.values),
    tolerance: GRADIENT,
  }));
}

function expectShape(ours: number[], right: number[]): void {
  if (ours.join() !== right.join()) throw new Error(`The shape is [${ours.join()}], but should be [${right.join()}].`);
}

/** @throws where the largest difference exceeds the tolerance times the largest right value */
export function expectClose(
  what: string,
  ours: ArrayLike<number>,
  right: readonly { value: number }[],
  tolerance: number,
): void {
  if (ours.length !== right.length) throw new Error(`${what}: ${ours.length} values, not ${right.length}.`);
  const scale = right.reduce((most, { value }) => Math.max(most, Math.abs(value)), FLOOR);
  right.forEach(({ value }, i) => {
    if (!(Math.abs(ours[i]! - value) <= tolerance * scale))
      throw new Error(`${what}: value ${i} is ${ours[i]}, but should be ${value} (greatest: ${scale}).`);
  });
}
