/** Readings of a critic during a training, for the log. */
import * as tf from '../../tensor/tf.ts';
import { StepReadings } from '../../trainer/step-readings.ts';

/**
 * Metrics of a critic: score of unlabelled and of labelled samples, 0–1, entropy of the scores in nats, at most ln 2, and, where
 * there is a penalty, the gradient norm at its points.
 * @param steps of the whole training
 */
export const criticReadings = (steps: number): StepReadings =>
  new StepReadings(steps, ['criticUnlabelled', 'criticLabelled', 'criticEntropy', 'criticNorm']);

/** `[3]`, or `[4]` with norms: mean score of unlabelled and of labelled samples, mean entropy of the scores, mean norm. */
export function criticReading(
  unlabelled: tf.Tensor1D,
  labelled: tf.Tensor1D,
  norms: tf.Tensor1D | undefined,
): tf.Tensor1D {
  const all = tf.concat([unlabelled, labelled]);
  // H(σ(s)) = softplus(s) − s σ(s)
  const entropy = tf.sub(tf.softplus(all), tf.mul(all, tf.sigmoid(all)));
  const values = [tf.sigmoid(unlabelled), tf.sigmoid(labelled), entropy, ...(norms ? [norms] : [])];
  return tf.stack(values.map((one) => tf.mean(one))) as tf.Tensor1D;
}
