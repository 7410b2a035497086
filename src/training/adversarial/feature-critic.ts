/**
 * The adversary on features: a small perceptron that tells unlabelled samples (towards 1) from labelled ones (towards 0).
 * WAAL's is n-50-ReLU-dropout-1-sigmoid (supplement G.2); that of the Gaussian mixtures has three layers.
 */
import type { Draws } from '../../random/rng.ts';
import { Weights } from '../../models/parts/weights.ts';
import { dense, withDropout } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';

export interface Critic {
  readonly variables: readonly tf.Variable[];
  /** z `[n, size]` → `[n]`, before the sigmoid. @param masks the stream of dropout; none where absent */
  logits(z: tf.Tensor2D, masks?: Draws): tf.Tensor1D;
  dispose(): void;
}

/** @param dropout of the last hidden layer */
export function criticOf(size: number, hidden: readonly number[], dropout: number, draws: Draws): Critic {
  const weights = new Weights(draws);
  const layers = hidden.map((width, at) => weights.dense(at === 0 ? size : hidden[at - 1]!, width, 'he'));
  const last = weights.dense(hidden.at(-1)!, 1, 'glorot');
  return {
    variables: weights.variables,
    logits(z, masks) {
      const inner = layers.reduce((values, layer) => dense(values, layer.weights, layer.bias, 'relu'), z);
      const kept = masks && dropout > 0 ? withDropout(inner, dropout, masks) : inner;
      return tf.reshape(dense(kept, last.weights, last.bias, 'linear'), [z.shape[0]]);
    },
    dispose: () => weights.dispose(),
  };
}
