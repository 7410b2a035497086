/**
 * The layers that networks are made of. On WASM each runs as one fused kernel with a gradient of ours; elsewhere as the
 * stock ops, which is also what tests compare with. The fused gradients have no gradient themselves: what needs
 * second derivatives (a gradient penalty) is built from plain ops.
 */
import * as tf from './tf.ts';
import type { Draws } from '../chance/draws.ts';

export type Activation = 'linear' | 'relu';

const fused = (): boolean => tf.getBackend() === 'wasm';
const run = <T extends tf.Tensor>(name: string, inputs: Record<string, tf.Tensor>, attrs: tf.NamedAttrMap = {}): T =>
  tf.engine().runKernel(name, inputs, attrs) as T;

/** x `[n, from]`, weights `[from, to]`, bias `[to]` → `[n, to]`. */
export function dense(x: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D, activation: Activation): tf.Tensor2D {
  if (fused()) return run('Dense', { x, weights, bias }, { activation });
  const sums = tf.add(tf.matMul(x, weights), bias);
  return (activation === 'relu' ? tf.relu(sums) : sums) as tf.Tensor2D;
}

/** x `[n, height, width, from]`, filter `[height, width, from, to]`, bias `[to]`. */
export function convolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  activation: Activation,
  strides = 1,
  pad: 'same' | 'valid' = 'same',
): tf.Tensor4D {
  if (fused()) {
    const attrs = { strides, pad, activation, dataFormat: 'NHWC', dilations: 1 };
    return run('FusedConv2D', { x, filter, bias }, attrs as unknown as tf.NamedAttrMap);
  }
  const sums = tf.add(tf.conv2d(x, filter, strides, pad), bias);
  return (activation === 'relu' ? tf.relu(sums) : sums) as tf.Tensor4D;
}

/** Max-pooling by two and ReLU: x `[n, height, width, channels]` → half of height and width, an odd edge left out. */
export function pooled(x: tf.Tensor4D): tf.Tensor4D {
  return fused() ? run('PoolRelu', { x }) : tf.relu(tf.maxPool(x, 2, 2, 'valid'));
}

/**
 * Sets each value to zero with probability `rate` and scales the others so that the mean stays.
 * The mask is drawn from the stream.
 */
export function withDropout<T extends tf.Tensor>(x: T, rate: number, draws: Draws): T {
  const mask = new Float32Array(x.size);
  for (let i = 0; i < mask.length; i++) mask[i] = draws.uniform() < rate ? 0 : 1 / (1 - rate);
  return tf.mul(x, tf.tensor(mask, x.shape)) as T;
}

/** Mean over the samples of −Σ target · ln softmax(logits). Both `[n, classes]`; a scalar. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  if (fused()) return (tf.engine().runKernel('CrossEntropy', { logits, targets }) as tf.Tensor[])[0] as tf.Scalar;
  return tf.losses.softmaxCrossEntropy(targets, logits) as tf.Scalar;
}

/** Mean over the samples of max(0, 1 − sign · output). Outputs `[n, 1]`, signs ±1 `[n, 1]`; a scalar. */
export function hingeLoss(outputs: tf.Tensor2D, signs: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.relu(tf.sub(1, tf.mul(signs, outputs)))) as tf.Scalar;
}

/** The gradient where the activation is known from its output. */
function through(activation: unknown, dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return activation === 'relu' ? run('ReluMask', { dy, y }) : dy;
}

tf.registerGradient({
  kernelName: 'Dense',
  inputsToSave: ['x', 'weights'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const [x, weights, y] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const dz = through(attrs['activation'], dy as tf.Tensor, y) as tf.Tensor2D;
    return {
      x: () => tf.matMul(dz, weights, false, true),
      weights: () => tf.matMul(x, dz, true, false),
      bias: () => run('ChannelSum', { x: dz }),
    };
  },
});

tf.registerGradient({
  kernelName: 'FusedConv2D',
  inputsToSave: ['x', 'filter'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const dz = through(attrs['activation'], dy as tf.Tensor, y);
    const { strides, pad, dataFormat } = attrs;
    const how = { strides, pad, dataFormat } as tf.NamedAttrMap;
    return {
      x: () => run('Conv2DBackpropInput', { dy: dz, filter }, { ...how, inputShape: x.shape }),
      filter: () => run('Conv2DBackpropFilter', { x, dy: dz }, { ...how, filterShape: filter.shape }),
      bias: () => run('ChannelSum', { x: dz }),
    };
  },
});

tf.registerGradient({
  kernelName: 'PoolRelu',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved) => ({
    x: () => run('PoolReluGradient', { x: saved[0]!, y: saved[1]!, dy: dy as tf.Tensor }),
  }),
});

tf.registerGradient({
  kernelName: 'CrossEntropy',
  outputsToSave: [false, true],
  gradFunc: (dy, saved) => {
    const scale = (dy as tf.Tensor[])[0]!;
    const gradient = saved[0]!;
    return { logits: () => tf.mul(gradient, scale), targets: () => tf.zerosLike(gradient) };
  },
});
