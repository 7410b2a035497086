/**
 * The network of CoreGCN and UncertainGCN (Caramalau et al. 2021; the authors' models/query_models.py): two graph convolutions,
 * h = dropout(ReLU(A X W₁ + b₁)) and s = σ(A h W₂ + b₂), where s is the confidence that a node is labelled. Weights are uniform
 * within ±1/√(fan out), as in the code of Kipf and Welling. (Theirs has a third layer that is not used.)
 */
import type { Network } from '../../models/model.ts';
import { Weights } from '../../models/parts/weights.ts';
import type { Rng } from '../../random/rng.ts';
import { dense, withDropout } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';

export interface GraphNetwork extends Pick<Network, 'variables' | 'state' | 'dispose'> {
  readonly hiddenSize: number;
  /** Propagated features A X `[n, dimensions]` → h `[n, hiddenSize]`. @param dropoutRng of the masks; none where absent */
  hidden(propagated: tf.Tensor2D, dropoutRng?: Rng): tf.Tensor2D;
  /** h → h W₂ `[n, 1]`, to be propagated: A (h W₂) = (A h) W₂, with fewer products. */
  project(hidden: tf.Tensor2D): tf.Tensor2D;
  /** A h W₂ `[n, 1]` → the logits `[n]` of s. */
  logits(propagated: tf.Tensor2D): tf.Tensor1D;
}

interface GraphNetworkConfig {
  /** Of a row of the graph. */
  dimensions: number;
  hidden: number;
  /** Share of the hidden units that is left out in training. */
  dropout: number;
}

export function buildGraphNetwork({ dimensions, hidden, dropout }: GraphNetworkConfig, rng: Rng): GraphNetwork {
  const weights = new Weights(rng);
  const first = weights.dense(dimensions, hidden, 'fan-out');
  const second = weights.dense(hidden, 1, 'fan-out');
  return {
    ...{ variables: weights.variables, state: weights.state, hiddenSize: hidden, dispose: () => weights.dispose() },
    hidden(propagated, dropoutRng) {
      const units = dense(propagated, first.weights, first.bias, 'relu');
      return dropoutRng && dropout > 0 ? withDropout(units, dropout, dropoutRng) : units;
    },
    project: (units) => tf.matMul(units, second.weights),
    logits: (propagated) => tf.reshape(tf.add(propagated, second.bias), [-1]),
  };
}

/**
 * −mean ln s over the labelled nodes − λ mean ln (1 − s) over the unlabelled (the paper's Eq. 5), from logits by softplus.
 * @param logits unlabelled nodes first; an empty kind has no term
 */
export function graphLoss(
  logits: tf.Tensor1D,
  { unlabelled, labelled }: { unlabelled: number; labelled: number },
  lambda: number,
): tf.Scalar {
  const ofUnlabelled = unlabelled > 0 ? tf.mean(tf.softplus(tf.slice(logits, 0, unlabelled))) : tf.scalar(0);
  const ofLabelled = labelled > 0 ? tf.mean(tf.softplus(tf.neg(tf.slice(logits, unlabelled)))) : tf.scalar(0);
  return tf.add(ofLabelled, tf.mul(lambda, ofUnlabelled));
}
