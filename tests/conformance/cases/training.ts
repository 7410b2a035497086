/** Parts of training besides layers: a critic's loss with its gradient penalty, and the optimisers' steps. */
import fc from 'fast-check';
import { Rng } from '../../../src/random/rng.ts';
import {
  convolution,
  dense,
  gradientPenalty,
  layerNorm,
  leakyRelu,
  meanPool,
  meanPooled,
} from '../../../src/tensor/layers.ts';
import { optimizerFor, type OptimizerOptions } from '../../../src/tensor/optimizers.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { map, mean, reduce, reshape, zip, type NdArray } from '../reference/nd-array.ts';
import * as right from '../reference/layers.ts';
import { add, constant, gradients, leaky, mul, scaled, sigmoid, sqrt, sub, sum } from '../reference/scalar.ts';
import { conformance, expectClose, type Conformance } from '../suite.ts';

interface Size {
  n: number;
  side: number;
  channels: number;
  width: number;
}

interface Critic {
  name: string;
  /** Of the samples, then of the weights. */
  shapes: (s: Size) => number[][];
  ours: (x: tf.Tensor, weights: tf.Tensor[]) => tf.Tensor;
  reference: (x: NdArray, weights: NdArray[]) => NdArray;
}

const sizes = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  side: fc.integer({ min: 4, max: 6 }),
  channels: fc.integer({ min: 1, max: 2 }),
  width: fc.integer({ min: 2, max: 4 }),
});

/** (‖∇ critic‖ − 1)², its mean over the samples. */
export function referencePenalty(critic: (x: NdArray) => NdArray, x: NdArray): NdArray {
  const out = critic(x);
  const ones = out.values.map(() => constant(1));
  const slopes = gradients(out.values, ones, x.values, true);
  const size = x.values.length / x.shape[0]!;
  const gaps = Array.from({ length: x.shape[0]! }, (_, row) => {
    const squares = slopes.slice(row * size, (row + 1) * size).map((slope) => mul(slope, slope));
    return sub(sqrt(add(sum(squares), constant(1e-12))), constant(1));
  });
  return { shape: [], values: [mean(gaps.map((gap) => mul(gap, gap)))] };
}

const flat = (x: NdArray): NdArray => reshape(x, [x.shape[0]!, x.values.length / x.shape[0]!]);
const four = (x: tf.Tensor | undefined) => x as tf.Tensor4D;
const two = (x: tf.Tensor | undefined) => x as tf.Tensor2D;
const one = (x: tf.Tensor | undefined) => x as tf.Tensor1D;
const half = (side: number) => Math.ceil(side / 2);

export const critics: Critic[] = [
  {
    name: 'strided convolutions with leaky ReLU and layer norm (WGAN-GP)',
    shapes: ({ n, side, channels, width }) => [
      [n, side, side, channels],
      [3, 3, channels, width],
      [width],
      [3, 3, width, width],
      [width],
      [width],
      [width],
      [half(half(side)) ** 2 * width, 1],
      [1],
    ],
    ours(x, [f1, b1, f2, b2, gamma, beta, w, b]) {
      const low = convolution(four(x), four(f1), one(b1), 'leaky-relu', 2, 'same');
      const high = leakyRelu(
        layerNorm(convolution(low, four(f2), one(b2), 'linear', 2, 'same'), one(gamma), one(beta)),
      );
      return dense(tf.reshape(high, [x.shape[0]!, -1]), two(w), one(b), 'linear');
    },
    reference(x, [f1, b1, f2, b2, gamma, beta, w, b]) {
      const low = right.activated(zip(right.convolution(x, f1!, 2, 'same'), b1!, add), 'leaky-relu');
      const high = zip(right.convolution(low, f2!, 2, 'same'), b2!, add);
      const normal = right.activated(right.layerNorm(high, gamma!, beta!, 1e-5), 'leaky-relu');
      return right.dense(flat(normal), w!, b!, 'linear');
    },
  },
  {
    name: 'a residual block with mean-pooling (residual WGAN)',
    shapes: ({ n, side, channels, width }) => [
      [n, side, side, channels],
      [3, 3, channels, width],
      [width],
      [1, 1, channels, width],
      [width],
      [width, 1],
      [1],
    ],
    ours(x, [f1, b1, f2, b2, w, b]) {
      const long = meanPool(convolution(four(x), four(f1), one(b1), 'relu'), 2);
      const short = convolution(meanPool(four(x), 2), four(f2), one(b2), 'linear');
      return dense(meanPooled(tf.relu(tf.add(long, short))), two(w), one(b), 'linear');
    },
    reference(x, [f1, b1, f2, b2, w, b]) {
      const halved = (of: NdArray) => right.pool(of, 2, 2, 'valid', mean);
      const long = halved(right.activated(zip(right.convolution(x, f1!, 1, 'same'), b1!, add), 'relu'));
      const short = zip(right.convolution(halved(x), f2!, 1, 'same'), b2!, add);
      const whole = map(zip(long, short, add), (value) => leaky(value, 0));
      return right.dense(reduce(whole, [1, 2], mean), w!, b!, 'linear');
    },
  },
  {
    name: 'dense layers on features, a sigmoid last (WAAL)',
    shapes: ({ n, side, width }) => [[n, side], [side, width], [width], [width, 1], [1]],
    ours: (x, [w1, b1, w2, b2]) =>
      tf.sigmoid(dense(dense(two(x), two(w1), one(b1), 'relu'), two(w2), one(b2), 'linear')),
    reference: (x, [w1, b1, w2, b2]) => map(right.dense(right.dense(x, w1!, b1!, 'relu'), w2!, b2!, 'linear'), sigmoid),
  },
];

/** Mean of the critic plus ten times the penalty: value, and gradients by samples and weights. */
export const penalties = critics.map(({ name, shapes, ours, reference }) =>
  conformance({
    name,
    shapes: sizes,
    inputs: shapes,
    ours: ([x, ...weights]) => {
      const critic = (samples: tf.Tensor) => ours(samples, weights);
      return tf.add(tf.mean(critic(x!)), tf.mul(10, gradientPenalty(critic, x!)));
    },
    reference: ([x, ...weights]) => {
      const critic = (samples: NdArray) => reference(samples, weights);
      const penalty = referencePenalty(critic, x!).values[0]!;
      return { shape: [], values: [add(mean(critic(x!).values), scaled(penalty, 10))] };
    },
    order: 1,
  }),
);

/** The published update of one number; returns its change. */
type Rule = (gradient: number, step: number) => number;

const adam = (rate: number, [beta1, beta2]: [number, number]): Rule => {
  let [m, v] = [0, 0];
  return (gradient, step) => {
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient ** 2;
    return (-rate * (m / (1 - beta1 ** step))) / (Math.sqrt(v / (1 - beta2 ** step)) + 1e-7);
  };
};

const momentum = (rate: number, mu: number): Rule => {
  let velocity = 0;
  return (gradient) => -rate * (velocity = mu * velocity + gradient);
};

function optimizer(
  name: string,
  method: 'adam' | 'sgd',
  options: OptimizerOptions,
  rule: () => Rule,
  rate: number,
): Conformance {
  const STEPS = 5;
  return {
    name,
    async check() {
      const rng = new Rng(7, name);
      const values = (count: number) => Float32Array.from({ length: count }, () => rng.between(-1, 1));
      const shapes = [[3, 3, 2, 5], [37], []];
      const sizesOf = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
      const first = sizesOf.map(values);
      const variables = first.map((start, i) => tf.tidy(() => tf.variable(tf.tensor(start.slice(), shapes[i]!))));
      const rights = first.map((start) => Array.from(start, (value) => ({ value, rule: rule() })));
      const ours = optimizerFor(method, rate, variables, options);
      for (let step = 1; step <= STEPS; step++) {
        const slopes = sizesOf.map(values);
        ours.step(slopes.map((slope, i) => tf.tensor(slope.slice(), shapes[i]!)));
        rights.forEach((row, i) =>
          row.forEach((number, j) => {
            const decay = (options.weightDecay ?? 0) * number.value;
            number.value += number.rule(slopes[i]![j]! + decay, step);
          }),
        );
      }
      for (const [i, variable] of variables.entries())
        expectClose(`weights ${i}`, await variable.data(), rights[i]!, 1e-5);
      ours.dispose();
      tf.dispose(variables);
    },
  };
}

export const optimizers = [
  optimizer('Adam', 'adam', {}, () => adam(0.01, [0.9, 0.999]), 0.01),
  optimizer('Adam as for WGAN-GP', 'adam', { betas: [0.5, 0.9] }, () => adam(0.01, [0.5, 0.9]), 0.01),
  optimizer('SGD with momentum', 'sgd', {}, () => momentum(0.05, 0.9), 0.05),
  optimizer(
    'SGD with momentum and weight decay',
    'sgd',
    { momentum: 0.5, weightDecay: 0.1 },
    () => momentum(0.05, 0.5),
    0.05,
  ),
];
