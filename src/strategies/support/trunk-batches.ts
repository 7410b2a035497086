/** The learner's trunk features (z of the distribution-matching papers), with what head and critic make of them. */
import * as tf from '../../tensor/tf.ts';
import type { Leftovers, Pacing, SampleSet } from '../../trainer/training-method.ts';
import { batchesOf, tensorOf } from './learner-batches.ts';
import type { Learner, StrategyContext, View, Wish } from '../contracts/strategy.ts';

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
  { network, leftovers }: Pick<Learner, 'network' | 'leftovers'>,
  samples: SampleSet,
  pacing: Pacing,
): AsyncGenerator<TrunkBatch> {
  for await (const batch of batchesOf(network, samples, pacing)) {
    const kept = tf.tidy(() => {
      const trunk = network.trunk(tensorOf(batch, network), { training: false });
      const probabilities = tf.softmax(network.head(network.neck(trunk, { training: false })));
      return leftovers?.critic ? [trunk, probabilities, leftovers.critic(trunk)] : [trunk, probabilities];
    });
    const [trunk, probabilities, critic] = await Promise.all(kept.map((one) => one.data<'float32'>()));
    tf.dispose(kept);
    yield { positions: batch.positions, trunk: trunk!, probabilities: probabilities!, ...(critic && { critic }) };
  }
}

/**
 * What tells the unlabelled from the labelled: critic and mixtures as the training left them, or the strategy's own mixtures.
 * With nothing left in the pool there is nothing to tell apart, and a critic that was left was never trained.
 */
export const toldApart = (
  { poolSize, learner: { leftovers } }: StrategyContext,
  wish?: Wish,
): Pick<Leftovers, 'critic' | 'mixtures'> =>
  poolSize > 0 ? { critic: leftovers?.critic, mixtures: leftovers?.mixtures ?? wish?.mixtures } : {};

/** What the critic makes of a view's trunk features. */
export async function critics(left: Pick<Leftovers, 'critic'> | undefined, view: View): Promise<Float32Array> {
  const values = trunkOf(view);
  const count = view.indices.length;
  const out = tf.tidy(() => left!.critic!(tf.tensor2d(values, [count, values.length / count])));
  try {
    return await out.data<'float32'>();
  } finally {
    out.dispose();
  }
}

/** The trunk features of a view. */
export function trunkOf(view: View): Float32Array {
  if (!view.trunk) throw new Error('A strategy that wants trunk features must name them among its needs.');
  return view.trunk;
}
