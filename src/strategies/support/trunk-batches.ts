/** The learner's trunk features (z of the distribution-matching papers), with what head and critic make of them. */
import * as tf from '../../tensor/tf.ts';
import type { MixturePair } from '../../algorithms/mixture/mixture-pair.ts';
import type { Score } from '../../training/training-method.ts';
import type { Control } from '../../trainer/control.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import { inputBatches, inputTensor } from './learner-batches.ts';
import type { FittedLearner, StrategyContext, PredictionView, Acquisition } from '../contracts/strategy.ts';

export interface TrunkBatch {
  /** In the sample set. */
  positions: Int32Array;
  /** `[n, trunkSize]`. */
  trunk: Float32Array;
  /** `[n, classes]`. */
  probabilities: Float32Array;
  /** `[n]`, where the training method left a critic. */
  critic?: Float32Array;
}

/** One pass of a cross-entropy network in inference mode. */
export async function* trunkBatches(
  { network, artifacts }: Pick<FittedLearner, 'network' | 'artifacts'>,
  samples: SampleSet,
  control: Control,
): AsyncGenerator<TrunkBatch> {
  for await (const batch of inputBatches(network, samples, control)) {
    const tensors = tf.tidy(() => {
      const trunk = network.trunk(inputTensor(batch, network), { training: false });
      const probabilities = tf.softmax(network.head(network.neck(trunk, { training: false })));
      const critic = artifacts?.scores['critic'];
      return critic ? [trunk, probabilities, critic(trunk)] : [trunk, probabilities];
    });
    const [trunk, probabilities, critic] = await Promise.all(tensors.map((one) => one.data<'float32'>()));
    tf.dispose(tensors);
    yield { positions: batch.positions, trunk: trunk!, probabilities: probabilities!, ...(critic && { critic }) };
  }
}

/**
 * What tells the unlabelled from the labelled: critic and mixtures as the training left them, or the strategy's own mixtures.
 * With nothing left in the pool there is nothing to tell apart, and a critic that was left was never trained.
 */
export const criticAndMixtures = (
  { poolSize, learner: { artifacts } }: StrategyContext,
  acquisition?: Acquisition,
): { critic?: Score | undefined; mixtures?: MixturePair | undefined } =>
  poolSize > 0 ? { critic: artifacts?.scores['critic'], mixtures: artifacts?.mixtures ?? acquisition?.mixtures } : {};

/** What the critic makes of a view's trunk features. */
export async function criticScores(critic: Score, view: PredictionView): Promise<Float32Array> {
  const values = trunkOf(view);
  const count = view.indices.length;
  const out = tf.tidy(() => critic(tf.tensor2d(values, [count, values.length / count])));
  try {
    return await out.data<'float32'>();
  } finally {
    out.dispose();
  }
}

/** The trunk features of a view. */
export function trunkOf(view: PredictionView): Float32Array {
  if (!view.trunk) throw new Error('A strategy that wants trunk features must name them among its needs.');
  return view.trunk;
}
