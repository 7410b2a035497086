/**
 * Losses of VAAL (Sinha et al. 2019, Eq. 1–5; the authors' solver.py) and of TA-VAAL (Kim, Park, Kim and Chun, CVPR 2021), whose
 * terms are the same. Binary cross-entropies are computed from logits, so that a saturated discriminator has a gradient.
 */
import * as tf from '../../tensor/tf.ts';
import type { LatentGaussian } from './vae-networks.ts';

/**
 * How the terms of the KL divergence are reduced. sum-batch: the sum over codes and batch, beside a reconstruction error that is a
 * mean over both, as VAAL's code has it; mean-batch: the sum over the code, mean over the batch; mean-all: the mean over both, as
 * TA-VAAL's code has it.
 */
export type KlReduction = 'sum-batch' | 'mean-batch' | 'mean-all';

/** −½ (1 + ln σ² − µ² − σ²) of each code's coordinates, reduced. A scalar. */
export function klDivergence({ mean, logVariance }: LatentGaussian, reduction: KlReduction): tf.Scalar {
  const terms = tf.mul(
    -0.5,
    tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance)),
  ) as tf.Tensor2D;
  if (reduction === 'mean-all') return tf.mean(terms);
  const total: tf.Scalar = tf.sum(terms);
  return reduction === 'sum-batch' ? total : tf.div(total, mean.shape[0]);
}

/** µ + σ·ε. */
export const sampledCode = ({ mean, logVariance }: LatentGaussian, noise: tf.Tensor2D): tf.Tensor2D =>
  tf.add(mean, tf.mul(tf.exp(tf.div(logVariance, 2)), noise));

/** Mean over samples and values of the squared error. */
export const reconstructionError = (reconstructed: tf.Tensor, samples: tf.Tensor): tf.Scalar =>
  tf.mean(tf.squaredDifference(reconstructed, samples));

/** Mean binary cross-entropy of logits against one target: softplus(−logit) for 1, softplus(logit) for 0. */
export const binaryCrossEntropy = (logits: tf.Tensor1D, target: 0 | 1): tf.Scalar =>
  tf.mean(tf.softplus(target === 1 ? tf.neg(logits) : logits));

/** Logits of the discriminator on codes of labelled and unlabelled samples. */
export interface PoolLogits {
  labelled: tf.Tensor1D;
  unlabelled: tf.Tensor1D;
}

/** The adversary's term for the auto-encoder: both pools are to look labelled (Eq. 3). */
export const adversaryLoss = ({ labelled, unlabelled }: PoolLogits): tf.Scalar =>
  tf.add(binaryCrossEntropy(labelled, 1), binaryCrossEntropy(unlabelled, 1));

/** The discriminator's: labelled is 1, unlabelled 0 (Eq. 5). */
export const discriminatorLoss = ({ labelled, unlabelled }: PoolLogits): tf.Scalar =>
  tf.add(binaryCrossEntropy(labelled, 1), binaryCrossEntropy(unlabelled, 0));
