/**
 * Losses of predicted values by the order of true ones, over the pairs of a batch: the first sample with the last, the second
 * with the last but one, and so on. The middle one of an odd batch has no partner. True losses take no gradient.
 */
import { withoutGradient } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';

/** Predicted and true losses of a batch, `[n]` each. */
export interface LossPairs {
  predicted: tf.Tensor1D;
  losses: tf.Tensor1D;
}

/** r_i − r_j of each pair, `[pairs]`. */
function differences(values: tf.Tensor1D): tf.Tensor1D {
  const pairs = Math.floor(values.size / 2);
  return tf.sub(tf.slice(values, 0, pairs), tf.reverse(tf.slice(values, values.size - pairs)));
}

/** +1 where the first of a pair has the greater loss, −1 otherwise, also for equals; `[pairs]`. */
const orderOf = (losses: tf.Tensor1D): tf.Tensor1D =>
  withoutGradient(losses, (values) =>
    tf.sub(tf.mul(2, tf.cast(tf.greater(differences(values as tf.Tensor1D), 0), 'float32')), 1),
  );

/** Mean of a term over the pairs; 0, with a zero gradient, where there are none. */
function meanOverPairs({ predicted, losses }: LossPairs, term: (agreement: tf.Tensor1D) => tf.Tensor1D): tf.Scalar {
  // a sum of no values is not 0 on every backend
  if (predicted.size < 2) return tf.mul(0, tf.sum(predicted));
  return tf.mean(term(tf.mul(orderOf(losses), differences(predicted))));
}

/** Mean of max(0, ξ − o (r_i − r_j)), where o is +1 where the loss of i is greater and −1 otherwise (Yoo and Kweon 2019, Eq. 2). */
export const marginRankingLoss = (pairs: LossPairs, margin: number): tf.Scalar =>
  meanOverPairs(pairs, (agreement) => tf.relu(tf.sub(margin, agreement)));

/** Mean cross-entropy of σ(r_i − r_j) against whether the loss of i is greater (Kim et al. 2021, TA-VAAL; RankNet). */
export const logisticRankingLoss = (pairs: LossPairs): tf.Scalar =>
  meanOverPairs(pairs, (agreement) => tf.softplus(tf.neg(agreement)));

/** Share of the pairs that are in the right order; 0 where there are none. No gradient. */
export const rankedPairs = (pairs: LossPairs): tf.Scalar =>
  tf.tidy(() => meanOverPairs(pairs, (agreement) => tf.cast(tf.greater(agreement, 0), 'float32')));
