/**
 * Two classifiers on the same features (Fu et al. 2021, section 3): linear heads with a sigmoid for each class, and what they say of a
 * sample together.
 */
import { linearLayer } from '../../models/parts/blocks.ts';
import type { Network } from '../../models/model.ts';
import { Weights } from '../../models/parts/weights.ts';
import type { Rng } from '../../random/rng.ts';
import { withoutGradient } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';

/** plain: −Σ y ln y of the outputs, as in the paper; normalised: base 2, of outputs with the sum 1, as in the authors' code. */
export type EntropyKind = 'plain' | 'normalised';

/** Logits of both heads, `[n, classes]` each. */
export type HeadLogits = readonly [tf.Tensor2D, tf.Tensor2D];

/** Least value whose logarithm is taken; 0 ln 0 is 0. */
const TINY = 1e-30;

export class HeadPair {
  readonly variables: readonly tf.Variable[];
  readonly state: readonly tf.Variable[] = [];
  private readonly weights: Weights;
  private readonly heads;

  /** Different initial weights, since at equal heads the difference has no gradient. */
  constructor({ featureSize, classes }: Pick<Network, 'featureSize' | 'classes'>, rng: Rng) {
    this.weights = new Weights(rng);
    this.heads = [0, 1].map(() => linearLayer(this.weights.dense(featureSize, classes, 'glorot')));
    this.variables = this.weights.variables;
  }

  logits(features: tf.Tensor2D): HeadLogits {
    return [this.heads[0]!(features), this.heads[1]!(features)];
  }

  /** Logits whose softmax is the mean of the heads' outputs, divided by their sum, `[n, classes]`. */
  meanLogits(features: tf.Tensor2D): tf.Tensor2D {
    const [first, second] = this.logits(features).map((logits) => tf.sigmoid(logits)) as [tf.Tensor2D, tf.Tensor2D];
    return tf.log(tf.maximum(tf.div(tf.add(first, second), 2), TINY));
  }

  dispose(): void {
    this.weights.dispose();
  }
}

/** L_l: binary cross-entropy against one-hot rows, summed over classes and heads, mean over the samples (Eq. 1). */
export const headLoss = (logits: HeadLogits, targets: tf.Tensor2D): tf.Scalar =>
  tf.addN(logits.map((one) => tf.mean(tf.sum(tf.sub(tf.softplus(one), tf.mul(targets, one)), 1)))) as tf.Scalar;

/** (1 / K) Σ |y₁ − y₂| of each sample, `[n]`. */
export const headDifference = ([first, second]: HeadLogits): tf.Tensor1D =>
  tf.mean(tf.abs(tf.sub(tf.sigmoid(first), tf.sigmoid(second))), 1);

/** E = ½ (H(y₁) + H(y₂)) of each sample, `[n]` (Eq. 3). */
export function headEntropy(logits: HeadLogits, kind: EntropyKind): tf.Tensor1D {
  const entropies = logits.map((one) => {
    const outputs = tf.sigmoid(one);
    const y = kind === 'plain' ? outputs : tf.div(outputs, tf.maximum(tf.sum(outputs, 1, true), TINY));
    const sum = tf.neg(tf.sum(tf.mul(y, tf.log(tf.maximum(y, TINY))), 1));
    return kind === 'plain' ? sum : tf.div(sum, Math.LN2);
  });
  return tf.div(tf.addN(entropies), 2) as tf.Tensor1D;
}

export interface DiscrepancyWeights {
  /** τ. */
  threshold: number;
  entropy: EntropyKind;
}

/** σ(E − τ) of each sample, without a gradient, `[n]`: the weight of the discrepancy; one minus it is that of the agreement. */
export const uncertainty = (logits: HeadLogits, { threshold, entropy }: DiscrepancyWeights): tf.Tensor1D =>
  withoutGradient(tf.stack([...logits]), (both) => {
    const [first, second] = tf.unstack(both) as [tf.Tensor2D, tf.Tensor2D];
    return tf.sigmoid(tf.sub(headEntropy([first, second], entropy), threshold));
  });

/** Mean of (1 − σ(E − τ)) (1 / K) Σ |y₁ − y₂| (Eq. 4 and 6): 1/n is in the mean. */
export const agreementLoss = (logits: HeadLogits, weights: DiscrepancyWeights): tf.Scalar =>
  tf.mean(tf.mul(tf.sub(1, uncertainty(logits, weights)), headDifference(logits)));

/** Mean of σ(E − τ) (1 − (1 / K) Σ |y₁ − y₂|) (Eq. 5 and 7). */
export const discrepancyLoss = (logits: HeadLogits, weights: DiscrepancyWeights): tf.Scalar =>
  tf.mean(tf.mul(uncertainty(logits, weights), tf.sub(1, headDifference(logits))));
