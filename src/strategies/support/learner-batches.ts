/** The learner's own passes over the pool, for the strategies that need more of it than its outputs. */
import type { Network } from '../../models/model.ts';
import { withDefaults } from '../../protocol/catalogue-check.ts';
import type { Values } from '../../protocol/spec.ts';
import * as tf from '../../tensor/tf.ts';
import { batchFor } from '../../trainer/predict.ts';
import type { Pacing, SampleSet } from '../../trainer/training-method.ts';
import { checkNeeds } from '../contracts/requirements.ts';
import type { Learner, Strategy, StrategyContext } from '../contracts/strategy.ts';

/**
 * The context's learner and the strategy's parameters with their defaults.
 * @throws Problem `unfit` where the learner lacks what the strategy needs
 */
export function prepared(
  strategy: Pick<Strategy, 'about' | 'needsToo'>,
  context: StrategyContext,
): Learner & { parameters: Values } {
  const { learner } = context;
  const parameters = withDefaults(strategy.about.parameters, context.parameters);
  checkNeeds(strategy, parameters, learner.network, learner.leftovers?.critic ? ['critic'] : []);
  return { ...learner, parameters };
}

/** Some samples, as the network takes them. */
export interface Batch {
  /** In the sample set, ascending. */
  positions: Int32Array;
  /** `[n, …shape]` row-major. */
  values: Float32Array;
}

/** All samples in order, as many at a time as suit the network. */
export async function* batchesOf(
  network: Network,
  samples: SampleSet,
  pacing: Pacing,
  most = Infinity,
): AsyncGenerator<Batch> {
  const size = Math.min(most, batchFor(network.shape));
  for (let from = 0; from < samples.count; from += size) {
    const positions = Int32Array.from({ length: Math.min(size, samples.count - from) }, (_, i) => from + i);
    yield { positions, values: await samples.read(positions) };
    pacing.progress(from + positions.length, samples.count);
    await pacing.gate();
  }
}

export const tensorOf = ({ positions, values }: Batch, network: Network): tf.Tensor =>
  tf.tensor(values, [positions.length, ...network.shape]);
