/**
 * Batch norm with running statistics, alone and behind a layer. In training the batch's own statistics are used and the
 * running ones move towards them; in inference, where both are fixed, the scale and shift are folded into the layer's
 * weights, so that batch norm costs nothing there.
 */
import {
  batchNorm,
  batchNormInference,
  convolution,
  deconvolution,
  dense,
  type Activation,
  type Pad,
} from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';
import type { Mode } from '../model.ts';
import type { BatchNormWeights } from './weights.ts';

const EPSILON = 1e-5;
/** How far the running statistics move towards those of a batch. */
const MOMENTUM = 0.1;

/** What may follow at once; other activations are put around it. */
type FusedActivation = Extract<Activation, 'linear' | 'relu'>;

/** x `[…, channels]` by channel to mean 0 and variance 1, then scaled and shifted. In training mode the state moves. */
export function normalized<T extends tf.Tensor>(x: T, norm: BatchNormWeights, mode: Mode): T {
  const { gamma, beta, mean, variance } = norm;
  if (!mode.training) return batchNormInference(x, gamma, beta, mean, variance, EPSILON);
  const batch = batchNorm(x, gamma, beta, EPSILON);
  const count = x.size / gamma.size;
  updateRunning(mean, batch.mean, 1);
  updateRunning(variance, batch.variance, count / Math.max(1, count - 1)); // what the batch tells of all samples' variance
  return batch.y;
}

/** running ← (1 − momentum) · running + momentum · seen · scale, apart from any gradient that is being taken. */
function updateRunning(running: tf.Variable<tf.Rank.R1>, seen: tf.Tensor1D, scale: number): void {
  tf.tidy(() => running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(seen, MOMENTUM * scale))));
}

const normalizeThenActivate = <T extends tf.Tensor>(
  x: T,
  norm: BatchNormWeights,
  activation: FusedActivation,
  mode: Mode,
): T => {
  const y = normalized(x, norm, mode);
  return activation === 'relu' ? tf.relu(y) : y;
};

/** Batch norm in inference as output · scale + shift, both `[channels]`. */
function foldedScaleAndShift({ gamma, beta, mean, variance }: BatchNormWeights): {
  scale: tf.Tensor1D;
  shift: tf.Tensor1D;
} {
  const scale = tf.mul<tf.Tensor1D>(gamma, tf.rsqrt(tf.add(variance, EPSILON)));
  return { scale, shift: tf.sub(beta, tf.mul(mean, scale)) };
}

const zeroBias = (norm: BatchNormWeights): tf.Tensor1D => tf.zeros([norm.gamma.size]);

/** x `[n, from]`, weights `[from, to]` → `[n, to]`: dense, batch norm, activation. */
export function normalizedDense(
  x: tf.Tensor2D,
  weights: tf.Tensor2D,
  norm: BatchNormWeights,
  activation: FusedActivation,
  mode: Mode,
): tf.Tensor2D {
  if (mode.training) return normalizeThenActivate(dense(x, weights, zeroBias(norm), 'linear'), norm, activation, mode);
  const { scale, shift } = foldedScaleAndShift(norm);
  return dense(x, tf.mul(weights, scale), shift, activation);
}

/** x `[n, height, width, from]`, filter `[height, width, from, to]`: convolution, batch norm, activation. */
export function normalizedConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  norm: BatchNormWeights,
  activation: FusedActivation,
  mode: Mode,
  strides = 1,
  pad: Pad = 'same',
): tf.Tensor4D {
  if (mode.training)
    return normalizeThenActivate(
      convolution(x, filter, zeroBias(norm), 'linear', strides, pad),
      norm,
      activation,
      mode,
    );
  const { scale, shift } = foldedScaleAndShift(norm);
  return convolution(x, tf.mul(filter, scale), shift, activation, strides, pad);
}

/** Stride 2, to the given height and width; filter `[height, width, to, from]`: transposed convolution, batch norm, activation. */
export function normalizedDeconvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  norm: BatchNormWeights,
  activation: FusedActivation,
  mode: Mode,
  size: readonly [number, number],
): tf.Tensor4D {
  if (mode.training)
    return normalizeThenActivate(
      deconvolution(x, filter, zeroBias(norm), 'linear', 2, 'same', size),
      norm,
      activation,
      mode,
    );
  const { scale, shift } = foldedScaleAndShift(norm);
  return deconvolution(x, tf.mul(filter, tf.reshape(scale, [-1, 1])), shift, activation, 2, 'same', size);
}
