/**
 * The loss module of learning loss (Yoo and Kweon 2019, section 3.2 and Fig. 2): from the mean over the image of each stage's
 * maps, a linear layer with ReLU for each stage, and one value from all of them. What it predicts is defined up to a constant.
 */
import type { WeightsAndState } from '../../models/parts/snapshot.ts';
import { Weights } from '../../models/parts/weights.ts';
import type { Rng } from '../../random/rng.ts';
import { dense, meanPooled } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';

export interface LossModule extends WeightsAndState {
  /** Values of each stage, `[n, height, width, channels]` or `[n, units]` → predicted losses `[n]`. */
  predict(stages: readonly tf.Tensor[]): tf.Tensor1D;
  dispose(): void;
}

interface LossModuleShape {
  /** Channels or units of each stage. */
  stageSizes: readonly number[];
  /** Units for each stage; 128 in the paper. */
  width: number;
}

export function buildLossModule({ stageSizes, width }: LossModuleShape, rng: Rng): LossModule {
  const weights = new Weights(rng);
  const layers = stageSizes.map((size) => weights.dense(size, width, 'he'));
  const last = weights.dense(width * stageSizes.length, 1, 'glorot');
  return {
    ...{ variables: weights.variables, state: weights.state },
    predict(stages) {
      const hidden = layers.map((layer, i) => dense(pooledStage(stages[i]!), layer.weights, layer.bias, 'relu'));
      const values = dense(tf.concat(hidden, 1), last.weights, last.bias, 'linear');
      return tf.reshape(values, [values.shape[0]]);
    },
    dispose: () => weights.dispose(),
  };
}

/** `[n, channels]`. */
const pooledStage = (stage: tf.Tensor): tf.Tensor2D =>
  stage.rank === 4 ? meanPooled(stage as tf.Tensor4D) : (stage as tf.Tensor2D);
