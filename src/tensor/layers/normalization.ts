/** Batch normalisation, in training and with fixed statistics, and layer normalisation. */
import * as tf from '../tf.ts';
import { channelSum, hasKernel, runKernel, inHigherOrderGradient } from './kernel-calls.ts';

/** Normalised values, and the statistics of the batch per channel. */
export interface BatchNormResult<T extends tf.Tensor> {
  y: T;
  /** `[channels]`; not differentiable, like the variance. */
  mean: tf.Tensor1D;
  /** `[channels]`, biased: the sum of squares divided by the count. */
  variance: tf.Tensor1D;
}

/**
 * Batch normalisation in training (Ioffe and Szegedy 2015, Algorithm 1): each channel of x `[n, …, channels]` is scaled
 * to mean 0 and variance 1 over all other axes, then multiplied by gamma `[channels]`, plus beta `[channels]`.
 * @param epsilon added to the variance
 */
export function batchNorm<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon = 1e-5,
): BatchNormResult<T> {
  if (hasKernel('BatchNormTraining') && !inHigherOrderGradient()) {
    const [y, mean, variance] = runKernel<tf.Tensor[]>('BatchNormTraining', { x, gamma, beta }, { epsilon });
    return { y: y as T, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
  }
  const count = x.size / gamma.size;
  const mean = tf.div(channelSum(x), count) as tf.Tensor1D;
  const centred = tf.sub(x, mean);
  const variance = tf.div(channelSum(tf.square(centred)), count) as tf.Tensor1D;
  const scale = tf.div(gamma, tf.sqrt(tf.add(variance, epsilon)));
  return { y: tf.add(tf.mul(centred, scale), beta) as T, mean, variance };
}

/** Batch normalisation with given statistics, as in inference: (x − mean) / √(variance + ε) · gamma + beta. */
export function batchNormInference<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon = 1e-5,
): T {
  return tf.batchNorm(x, mean, variance, beta, gamma, epsilon) as T;
}

/**
 * Layer normalisation (Ba et al. 2016): each sample of x `[n, …, channels]` is scaled to mean 0 and variance 1 over all its
 * values, then multiplied by gamma, plus beta, both per channel, as in the critics of WGAN-GP (Gulrajani et al. 2017).
 */
export function layerNorm<T extends tf.Tensor>(x: T, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon = 1e-5): T {
  const rows = tf.reshape(x, [x.shape[0]!, -1]);
  const centred = tf.sub(rows, tf.mean(rows, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  const normal = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(tf.reshape(normal, x.shape), gamma), beta) as T;
}

tf.registerGradient({
  kernelName: 'BatchNormTraining',
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [false, true, true],
  gradFunc: (dys, saved, attrs) => {
    const dy = (dys as tf.Tensor[])[0]!;
    const [x, gamma, mean, variance] = saved as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const epsilon = attrs['epsilon'] as number;
    const [dx, dGamma, dBeta] = hasKernel('BatchNormTrainingGradient')
      ? runKernel<tf.Tensor[]>('BatchNormTrainingGradient', { x, gamma, mean, variance, dy }, { epsilon })
      : batchNormGradient(x, gamma, mean, variance, dy, epsilon);
    return { x: () => dx!, gamma: () => dGamma!, beta: () => dBeta! };
  },
});

/** dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)), dγ = Σ dy · x̂, dβ = Σ dy. */
function batchNormGradient(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  dy: tf.Tensor,
  epsilon: number,
): tf.Tensor[] {
  const count = x.size / gamma.size;
  const deviation = tf.sqrt(tf.add(variance, epsilon));
  const normal = tf.div(tf.sub(x, mean), deviation);
  const dBeta = channelSum(dy);
  const dGamma = channelSum(tf.mul(dy, normal));
  const rest = tf.div(tf.add(dBeta, tf.mul(normal, dGamma)), count);
  return [tf.mul(tf.sub(dy, rest), tf.div(gamma, deviation)), dGamma, dBeta];
}
