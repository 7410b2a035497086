/** Losses of outputs against labels, and the gradient penalty of a critic. */
import * as tf from '../tf.ts';
import { hasKernel, zeroGradient, runKernel, inHigherOrderGradient } from './kernel-calls.ts';
import { logSoftmax } from './higher-order-gradients.ts';

/** Mean over the samples of −Σ target · ln softmax(logits). Both `[n, classes]`; a scalar. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  if (hasKernel('CrossEntropy') && !inHigherOrderGradient())
    return runKernel<tf.Tensor[]>('CrossEntropy', { logits, targets })[0] as tf.Scalar;
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, logSoftmax(logits)), 1)));
}

/** Mean over the samples of max(0, 1 − sign · output). Outputs `[n, 1]`, signs ±1 `[n, 1]`; a scalar. */
export function hingeLoss(outputs: tf.Tensor2D, signs: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.relu(tf.sub(1, tf.mul(signs, outputs))));
}

/** Keeps the norm's derivative finite where the gradient is zero; changes a norm by at most 10⁻⁶. */
const TINY = 1e-12;

/**
 * ‖∇ critic(x)‖₂ of each sample, `[n]`, with respect to the sample's values. Differentiable with respect to the critic's
 * weights.
 * @param critic `[n, …]` → one value per sample that does not depend on other samples: no batch norm
 */
export function gradientNorms(critic: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const gradient = tf.reshape(tf.grad(critic)(x), [x.shape[0]!, -1]);
    return tf.sqrt(tf.add(tf.sum(tf.square(gradient), 1), TINY)) as tf.Tensor1D;
  });
}

/**
 * Points between two batches of samples `[n, …]`: e · real + (1 − e) · generated, each pair with its own e.
 * @param shares e of each pair, `[n]`
 */
export const interpolated = <T extends tf.Tensor>(real: T, generated: T, shares: Float32Array): T =>
  tf.tidy(() => {
    const e = tf.reshape(tf.tensor1d(shares), [real.shape[0]!, ...real.shape.slice(1).map(() => 1)]);
    return tf.add(generated, tf.mul(e, tf.sub(real, generated))) as T;
  });

/** Mean over the samples of (‖∇ critic(x)‖₂ − target)² (Gulrajani et al. 2017, Equation 3, without λ). */
export function gradientPenalty(critic: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, target = 1): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.square(tf.sub(gradientNorms(critic, x), target))));
}

tf.registerGradient({
  kernelName: 'CrossEntropy',
  outputsToSave: [false, true],
  gradFunc: (dy, saved) => {
    const scale = (dy as tf.Tensor[])[0]!;
    const gradient = saved[0]!;
    return { logits: () => tf.mul(gradient, scale), targets: () => zeroGradient(gradient) };
  },
});
