/**
 * Batch norm with running statistics, alone and after a layer. Training uses the statistics of the batch and updates the
 * running ones; inference folds scale and shift, which are fixed there, into the layer's weights, so that batch norm costs
 * nothing.
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
/** Weight of a batch's statistics in the update of the running ones. */
export const MOMENTUM = 0.1;

/** Activations that are fused with the layer; others are applied by the caller. */
type FusedActivation = Extract<Activation, 'linear' | 'relu'>;

/** x `[…, channels]` normalised per channel, then scaled and shifted. Training updates the running statistics unless stateless. */
export function normalized<T extends tf.Tensor>(x: T, norm: BatchNormWeights, mode: Mode): T {
  const { gamma, beta, mean, variance } = norm;
  if (!mode.training) return batchNormInference(x, gamma, beta, mean, variance, EPSILON);
  const batch = batchNorm(x, gamma, beta, EPSILON);
  if (mode.stateless) return batch.y;
  const count = x.size / gamma.size;
  updateRunning(mean, batch.mean, 1);
  updateRunning(variance, batch.variance, count / Math.max(1, count - 1)); // unbiased estimate
  return batch.y;
}

/** running ← (1 − momentum) · running + momentum · seen · scale, outside of any gradient. */
function updateRunning(running: tf.Variable<tf.Rank.R1>, seen: tf.Tensor1D, scale: number): void {
  tf.tidy(() => running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(seen, MOMENTUM * scale))));
}

/** Batch norm and activation of a layer. */
interface Normalization {
  norm: BatchNormWeights;
  activation: FusedActivation;
}

const normalizeThenActivate = <T extends tf.Tensor>(x: T, { norm, activation }: Normalization, mode: Mode): T => {
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

/** x `[n, from]` → `[n, to]`: dense layer with weights `[from, to]`, batch norm, activation. */
export function normalizedDense(
  x: tf.Tensor2D,
  { weights, norm, activation }: Normalization & { weights: tf.Tensor2D },
  mode: Mode,
): tf.Tensor2D {
  if (mode.training)
    return normalizeThenActivate(dense(x, weights, zeroBias(norm), 'linear'), { norm, activation }, mode);
  const { scale, shift } = foldedScaleAndShift(norm);
  return dense(x, tf.mul(weights, scale), shift, activation);
}

interface NormalizedConvolution extends Normalization {
  /** `[size, size, from, to]`. */
  filter: tf.Tensor4D;
  /** 1 where absent. */
  strides?: number;
  /** `same` where absent. */
  pad?: Pad;
}

/** x `[n, height, width, from]` → `[n, …, …, to]`: convolution, batch norm, activation. */
export function normalizedConvolution(
  x: tf.Tensor4D,
  { filter, norm, activation, strides = 1, pad = 'same' }: NormalizedConvolution,
  mode: Mode,
): tf.Tensor4D {
  if (mode.training) {
    const y = convolution(x, filter, zeroBias(norm), 'linear', strides, pad);
    return normalizeThenActivate(y, { norm, activation }, mode);
  }
  const { scale, shift } = foldedScaleAndShift(norm);
  return convolution(x, tf.mul(filter, scale), shift, activation, strides, pad);
}

interface NormalizedDeconvolution extends Normalization {
  /** `[size, size, to, from]`. */
  filter: tf.Tensor4D;
  /** Height and width of the result. */
  size: readonly [number, number];
}

/** x `[n, height, width, from]` → `[n, …size, to]`: transposed convolution of stride 2, batch norm, activation. */
export function normalizedDeconvolution(
  x: tf.Tensor4D,
  { filter, norm, activation, size }: NormalizedDeconvolution,
  mode: Mode,
): tf.Tensor4D {
  if (mode.training) {
    const y = deconvolution(x, filter, zeroBias(norm), 'linear', 2, 'same', size);
    return normalizeThenActivate(y, { norm, activation }, mode);
  }
  const { scale, shift } = foldedScaleAndShift(norm);
  return deconvolution(x, tf.mul(filter, tf.reshape(scale, [-1, 1])), shift, activation, 2, 'same', size);
}
