/** Loss of a learner on labelled samples, cross-entropy or hinge, and its targets. */
import type { Mode, Network } from '../models/model.ts';
import { crossEntropy, hingeLoss, logSoftmax } from '../tensor/layers.ts';
import * as tf from '../tensor/tf.ts';

interface LabelLossInputs {
  network: Network;
  trunk: tf.Tensor2D;
  targets: tf.Tensor2D;
  mode: Mode;
}

/** Mean loss of trunk features `[n, trunkSize]` against targets `[n, classes]`, or `[n, 1]` for hinge. */
export function labelLoss({ network, trunk, targets, mode }: LabelLossInputs): tf.Scalar {
  return lossOf(network, network.head(network.neck(trunk, mode)), targets);
}

/** Mean loss of the head's outputs against targets of the same shape. */
export const lossOf = ({ loss }: Pick<Network, 'loss'>, outputs: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar =>
  loss === 'hinge' ? hingeLoss(outputs, targets) : crossEntropy(outputs, targets);

/** Cross-entropy of each sample in nats, `[n]`. Logits and targets `[n, classes]`. */
export const crossEntropies = (logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor1D =>
  tf.neg(tf.sum(tf.mul(targets, logSoftmax(logits)), 1));

/** Targets of the loss: one-hot rows `[n, classes]`, or ±1 `[n, 1]` for hinge. */
export function lossTargets(network: Network, labels: Int32Array): tf.Tensor2D {
  if (network.loss === 'hinge')
    return tf.tensor2d(
      Float32Array.from(labels, (label) => (label === 1 ? 1 : -1)),
      [labels.length, 1],
    );
  return oneHot(labels, network.classes);
}

/** `[n, classes]`: 1 at each row's label. */
export function oneHot(labels: Int32Array, classes: number): tf.Tensor2D {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => (rows[i * classes + label] = 1));
  return tf.tensor2d(rows, [labels.length, classes]);
}
