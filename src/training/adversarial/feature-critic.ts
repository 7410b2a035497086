/**
 * The adversary on features: a small perceptron that tells unlabelled samples (towards 1) from labelled ones (towards 0).
 * WAAL's is n-50-ReLU-dropout-1-sigmoid (supplement G.2); that of the Gaussian mixtures has three layers.
 */
import type { Rng } from '../../random/rng.ts';
import { Weights } from '../../models/parts/weights.ts';
import { dense, withDropout } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';

export interface FeatureCritic {
  readonly variables: readonly tf.Variable[];
  /** No running statistics. */
  readonly state: readonly tf.Variable[];
  /** z `[n, size]` → `[n]`, before the sigmoid. @param dropoutRng the stream of dropout; none where absent */
  logits(z: tf.Tensor2D, dropoutRng?: Rng): tf.Tensor1D;
  dispose(): void;
}

/** @param dropout of the last hidden layer */
export function buildFeatureCritic(
  size: number,
  hiddenSizes: readonly number[],
  dropout: number,
  rng: Rng,
): FeatureCritic {
  const weights = new Weights(rng);
  const layers = hiddenSizes.map((width, at) => weights.dense(at === 0 ? size : hiddenSizes[at - 1]!, width, 'he'));
  const last = weights.dense(hiddenSizes.at(-1)!, 1, 'glorot');
  return {
    variables: weights.variables,
    state: [],
    logits(z, dropoutRng) {
      const hiddenValues = layers.reduce((values, layer) => dense(values, layer.weights, layer.bias, 'relu'), z);
      const afterDropout = dropoutRng && dropout > 0 ? withDropout(hiddenValues, dropout, dropoutRng) : hiddenValues;
      return tf.reshape(dense(afterDropout, last.weights, last.bias, 'linear'), [z.shape[0]]);
    },
    dispose: () => weights.dispose(),
  };
}
