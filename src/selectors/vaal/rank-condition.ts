/**
 * The rank variable of TA-VAAL (Kim, Park, Kim and Chun, CVPR 2021): what decoder and discriminator take of the predicted losses r.
 * sigmoid: σ(r) in the decoder and r as it is in the discriminator, as the authors' code has it. rank: the normalised rank of the
 * abstract in both, 0 … 1: in training within the batch of a pool, at the query among the candidates.
 */
import { countWhile } from '../../algorithms/count-while.ts';
import * as tf from '../../tensor/tf.ts';
import type { ConditionSource } from './condition.ts';

export type RankVariable = 'sigmoid' | 'rank';

interface RankedSamples {
  /** Predicted losses `[n]` of samples `[n, …shape]`. Tidied. */
  predict(samples: tf.Tensor): tf.Tensor1D;
  /** Predicted losses of the candidates. */
  candidates: Float32Array;
}

export function rankCondition({ predict, candidates }: RankedSamples, variable: RankVariable): ConditionSource {
  const ascending = candidates.slice().sort();
  return {
    ofBatch(samples) {
      const losses = predict(samples);
      const [decoder, discriminator] =
        variable === 'sigmoid' ? [tf.sigmoid(losses), losses] : [batchRanks(losses), batchRanks(losses)];
      return { decoder: column(decoder), discriminator: column(discriminator) };
    },
    async ofQuery(samples) {
      const losses = tf.tidy(() => predict(samples));
      try {
        const values = await losses.data<'float32'>();
        return variable === 'sigmoid' ? values.slice() : values.map((value) => rankAmong(ascending, value));
      } finally {
        losses.dispose();
      }
    },
  };
}

const column = (values: tf.Tensor): tf.Tensor2D => tf.reshape(values, [-1, 1]);

/** Number of lesser values ÷ (n − 1), equals having their mean: 0 … 1, `[n]`. */
export function batchRanks(values: tf.Tensor1D): tf.Tensor1D {
  const [n] = values.shape;
  const [rows, columns] = [tf.reshape(values, [n, 1]), tf.reshape(values, [1, n])];
  const count = (which: tf.Tensor) => tf.sum(tf.cast(which, 'float32'), 1);
  const lesser = tf.add(count(tf.less(columns, rows)), tf.div(tf.sub(count(tf.equal(columns, rows)), 1), 2));
  return tf.div(lesser, Math.max(1, n - 1));
}

/** The rank of one of the ascending values, as `batchRanks` has it; of another value the share of the lesser ones. */
export function rankAmong(ascending: Float32Array, value: number): number {
  const lesser = countWhile(ascending, (one) => one < value);
  const equals = countWhile(ascending, (one) => one <= value) - lesser;
  return (lesser + Math.max(0, equals - 1) / 2) / Math.max(1, ascending.length - (equals > 0 ? 1 : 0));
}
