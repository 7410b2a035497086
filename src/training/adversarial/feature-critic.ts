/**
 * The adversary on features: a perceptron that separates unlabelled samples (towards 1) from labelled ones (towards 0).
 * WAAL's is n-50-ReLU-dropout-1-sigmoid (supplement G.2); the discriminator of the mixture paper has three layers.
 */
import type { Rng } from '../../random/rng.ts';
import { Weights } from '../../models/parts/weights.ts';
import { dense, withDropout } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';
import type { Score } from '../training-method.ts';
import type { CriticView } from './critic-view.ts';

export interface FeatureCritic {
  readonly variables: readonly tf.Variable[];
  /** No running statistics. */
  readonly state: readonly tf.Variable[];
  readonly view: CriticView;
  /** z `[n, trunkSize]` → `[n]`, before the sigmoid. @param dropoutRng the stream of dropout; none where absent */
  logits(z: tf.Tensor2D, dropoutRng?: Rng): tf.Tensor1D;
  /** The sigmoid of the logits, without dropout. */
  score: Score;
  dispose(): void;
}

interface CriticShape {
  view: CriticView;
  hiddenSizes: readonly number[];
  /** Of the last hidden layer. */
  dropout: number;
}

export function buildFeatureCritic({ view, hiddenSizes, dropout }: CriticShape, rng: Rng): FeatureCritic {
  const weights = new Weights(rng);
  const layers = hiddenSizes.map((width, at) => weights.dense(hiddenSizes[at - 1] ?? view.size, width, 'he'));
  const last = weights.dense(hiddenSizes.at(-1)!, 1, 'glorot');
  const logits = (z: tf.Tensor2D, dropoutRng?: Rng): tf.Tensor1D => {
    const hidden = layers.reduce((x, layer) => dense(x, layer.weights, layer.bias, 'relu'), view.of(z));
    const thinned = dropoutRng && dropout > 0 ? withDropout(hidden, dropout, dropoutRng) : hidden;
    return tf.reshape(dense(thinned, last.weights, last.bias, 'linear'), [z.shape[0]]);
  };
  return {
    ...{ variables: weights.variables, state: [], view, logits },
    score: (z) => tf.sigmoid(logits(z)),
    dispose: () => weights.dispose(),
  };
}
