/** The learner's logits and how they change with the input: one pass forward, one pass back for each wish. */
import type { Network } from '../../models/model.ts';
import * as tf from '../../tensor/tf.ts';

const inputTensor = (network: Network, values: Float32Array, n: number): tf.Tensor =>
  tf.tensor(values, [n, ...network.shape]);

/** @param values `[n, …shape]` row-major @returns `[n, classes]` */
export async function logitsOf(network: Network, values: Float32Array, n: number): Promise<Float32Array> {
  const logits = tf.tidy(() => network.head(network.features(inputTensor(network, values, n), { training: false })));
  try {
    return await logits.data<'float32'>();
  } finally {
    logits.dispose();
  }
}

/**
 * Gradients with respect to the input of sums of logits, each sample's own.
 * @param values `[n, …shape]` row-major
 * @param sums how each logit counts, `[n, classes]` for each sum that is wanted
 * @returns `[n, values of a sample]` for each
 */
export async function logitGradients(
  network: Network,
  values: Float32Array,
  n: number,
  sums: readonly Float32Array[],
): Promise<Float32Array[]> {
  const gradients: tf.Tensor[] = [];
  tf.tidy(() => {
    // The gradients are taken inside of another one: its tape is still there for every sum, so that the network runs
    // forward once and not once for each. The outer gradient itself is of nothing that matters.
    tf.grad((x: tf.Tensor) => {
      const logits = network.head(network.features(x, { training: false }));
      for (const sum of sums) gradients.push(tf.keep(tf.grad(() => logits)(x, tf.tensor2d(sum, [n, network.classes]))));
      return tf.sum(x);
    })(inputTensor(network, values, n));
  });
  try {
    return await Promise.all(gradients.map((one) => one.data<'float32'>()));
  } finally {
    tf.dispose(gradients);
  }
}

/** The most probable class of each sample; the first of equals. */
export function predictedLabels(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, i) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[i * classes + c]! > logits[i * classes + best]!) best = c;
    return best;
  });
}
