/** How every logit changes with the input: one pass forward, one pass back for each class. */
import type { Network } from '../models/model.ts';
import * as tf from '../tensor/tf.ts';

export interface LogitGradients {
  /** `[n, classes]`. */
  logits: Float32Array;
  /** For each class `[n, values of a sample]`. */
  gradients: Float32Array[];
}

/** @param values `[n, …shape]` row-major */
export async function logitGradients(network: Network, values: Float32Array, n: number): Promise<LogitGradients> {
  const { shape, classes } = network;
  const kept: tf.Tensor[] = [];
  tf.tidy(() => {
    const x = tf.tensor(values, [n, ...shape]);
    // The gradients are taken inside of another one: its tape is still there for every class, so that the network runs
    // forward once and not once for each. The outer gradient itself is of nothing that matters.
    tf.grad((input: tf.Tensor) => {
      const logits = network.head(network.features(input, { training: false }));
      kept.push(tf.keep(logits.clone()));
      for (let c = 0; c < classes; c++) {
        const towards = tf.tidy(() => tf.oneHot(tf.fill([n], c, 'int32'), classes).toFloat());
        kept.push(tf.keep(tf.grad(() => logits)(input, towards)));
      }
      return tf.sum(input);
    })(x);
  });
  try {
    const [logits, ...gradients] = await Promise.all(kept.map((one) => one.data<'float32'>()));
    return { logits: logits!, gradients };
  } finally {
    tf.dispose(kept);
  }
}

/** The most probable class of each sample; the first of equals. */
export function labelsOf(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, i) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[i * classes + c]! > logits[i * classes + best]!) best = c;
    return best;
  });
}
