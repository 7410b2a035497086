/** The learner's logits and their gradients with respect to the input: one pass forward, one pass back for each gradient. */
import type { Network } from '../../models/model.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import * as tf from '../../tensor/tf.ts';

const inputTensor = ({ shape }: Network, values: Float32Array): tf.Tensor =>
  tf.tensor(values, [values.length / sampleSize(shape), ...shape]);

/** @param values `[n, …shape]` row-major @returns `[n, classes]` */
export async function logitsOf(network: Network, values: Float32Array): Promise<Float32Array> {
  const logits = tf.tidy(() => network.head(network.features(inputTensor(network, values), { training: false })));
  try {
    return await logits.data<'float32'>();
  } finally {
    logits.dispose();
  }
}

/**
 * Gradients of weighted sums of each sample's logits with respect to its input.
 * @param values `[n, …shape]` row-major
 * @param weights of the logits, `[n, classes]` for each sum
 * @returns `[n, values of a sample]` for each sum
 */
export async function logitGradients(
  network: Network,
  values: Float32Array,
  weights: readonly Float32Array[],
): Promise<Float32Array[]> {
  const { classes } = network;
  const gradients: tf.Tensor[] = [];
  tf.tidy(() => {
    // The gradients are taken within an outer gradient, whose tape is available to all of them, so that the network runs
    // forward once. The outer gradient itself is not used.
    tf.grad((x: tf.Tensor) => {
      const logits = network.head(network.features(x, { training: false }));
      for (const one of weights)
        gradients.push(tf.keep(tf.grad(() => logits)(x, tf.tensor2d(one, [one.length / classes, classes]))));
      return tf.sum(x);
    })(inputTensor(network, values));
  });
  try {
    return await Promise.all(gradients.map((one) => one.data<'float32'>()));
  } finally {
    tf.dispose(gradients);
  }
}

/** The most probable class of each sample, the first of equals. @param logits `[n, classes]` */
export function predictedLabels(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, i) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[i * classes + c]! > logits[i * classes + best]!) best = c;
    return best;
  });
}
