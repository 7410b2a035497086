/** What a learner is held to on labelled samples: its network's own loss, and what that compares with. */
import type { Network } from '../models/model.ts';
import { crossEntropy, hingeLoss } from '../tensor/layers.ts';
import * as tf from '../tensor/tf.ts';

/** Mean loss of trunk features `[n, trunkSize]` against targets `[n, classes]`, or `[n, 1]` for hinge. */
export function labelLoss(
  network: Network,
  trunk: tf.Tensor2D,
  targets: tf.Tensor2D,
  mode: Parameters<Network['neck']>[1],
): tf.Scalar {
  const outputs = network.head(network.neck(trunk, mode));
  return network.loss === 'hinge' ? hingeLoss(outputs, targets) : crossEntropy(outputs, targets);
}

/** What the loss compares with: one-hot rows, or ±1 for hinge. */
export function lossTargets(network: Network, labels: Int32Array): tf.Tensor2D {
  if (network.loss === 'hinge')
    return tf.tensor2d(
      Float32Array.from(labels, (label) => (label === 1 ? 1 : -1)),
      [labels.length, 1],
    );
  return oneHot(labels, network.classes);
}

/** `[n, classes]`, row by row 1 at the label. */
export function oneHot(labels: Int32Array, classes: number): tf.Tensor2D {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => (rows[i * classes + label] = 1));
  return tf.tensor2d(rows, [labels.length, classes]);
}
