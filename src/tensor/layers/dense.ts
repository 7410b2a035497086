/** Dense layers: one fused kernel where the backend has it, with a differentiable gradient. */
import * as tf from '../tf.ts';
import { activate, LEAKY_SLOPE, activationGradient, type Activation } from './activation.ts';
import { channelSum, hasKernel, runKernel } from './kernel-calls.ts';

/** x `[n, from]`, weights `[from, to]`, bias `[to]` → `[n, to]`. */
export function dense(x: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D, activation: Activation): tf.Tensor2D {
  if (!hasKernel('Dense')) return activate(tf.add(tf.matMul(x, weights), bias), activation);
  return runKernel<tf.Tensor2D>('Dense', { x, weights, bias }, { activation, slope: LEAKY_SLOPE });
}

tf.registerGradient({
  kernelName: 'Dense',
  inputsToSave: ['x', 'weights'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const [x, weights, y] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const dz = activationGradient(attrs['activation'], dy as tf.Tensor2D, y);
    return {
      x: () => tf.matMul(dz, weights, false, true),
      weights: () => tf.matMul(x, dz, true, false),
      bias: () => channelSum(dz),
    };
  },
});
