/**
 * Activations whose slope follows from their output: identity, ReLU and leaky ReLU. Their gradient is a mask, linear in the
 * incoming gradient, and therefore differentiable (the stock gradient of leaky ReLU is not).
 */
import * as tf from '../tf.ts';
import { hasKernel, zeroGradient, runKernel } from './kernel-calls.ts';

/** leaky-relu: slope 0.2 below zero (Radford et al. 2016, as in all of ASAL's networks). */
export type Activation = 'linear' | 'relu' | 'leaky-relu';

export const LEAKY_SLOPE = 0.2;

/** x above zero, slope · x below. */
export const leakyRelu = <T extends tf.Tensor>(x: T, slope = LEAKY_SLOPE): T => tf.leakyRelu(x, slope);

export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  if (activation === 'linear') return x;
  return activation === 'relu' ? tf.relu(x) : leakyRelu(x);
}

/** Attributes of the activation for the stock fused kernels. */
export const stockActivation = (activation: Activation) => ({
  activation: activation === 'leaky-relu' ? 'leakyrelu' : activation,
  leakyreluAlpha: LEAKY_SLOPE,
});

/** The gradient with respect to an activation's input, from the gradient with respect to its output and the output. */
export function activationGradient<T extends tf.Tensor>(activation: unknown, dy: T, y: T): T {
  if (activation === 'linear') return dy;
  return maskGradient(dy, y, activation === 'relu' ? 0 : LEAKY_SLOPE) as T;
}

/** dy where y is above zero, slope · dy elsewhere. */
function maskGradient(dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor {
  return hasKernel('ReluMask') ? runKernel('ReluMask', { dy, y }, { slope }) : tf.mul(dy, tf.step(y, slope));
}

tf.registerGradient({
  kernelName: 'ReluMask',
  inputsToSave: ['y'],
  gradFunc: (ddx, saved, attrs) => {
    const y = saved[0]!;
    return { dy: () => maskGradient(ddx as tf.Tensor, y, attrs['slope'] as number), y: () => zeroGradient(y) };
  },
});

/** Replaces the stock gradient of leaky ReLU by one with equal values. Called after the stock gradients are loaded. */
export function registerLeakyRelu(): void {
  tf.registerGradient({
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => ({ x: () => maskGradient(dy as tf.Tensor, saved[0]!, attrs['alpha'] as number) }),
  });
}
