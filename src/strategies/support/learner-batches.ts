/** The learner's own passes over the pool, for the strategies that need more of it than its outputs. */
import type { Network } from '../../models/model.ts';
import { providedByNetwork } from '../../models/provided-keys.ts';
import { withDefaults } from '../../protocol/parameters.ts';
import { checkRequirements } from '../../protocol/requirements.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import * as tf from '../../tensor/tf.ts';
import { batchSizeFor } from '../../trainer/predict.ts';
import type { Control } from '../../trainer/control.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import { requirementsOf } from '../contracts/requirements.ts';
import type { FittedLearner, Strategy, StrategyContext } from '../contracts/strategy.ts';

/**
 * The context's learner and the strategy's parameters with their defaults.
 * @throws Problem `unfit` where the learner lacks what the strategy needs
 */
export function checkedLearner(
  strategy: Pick<Strategy, 'about' | 'requirementsFor'>,
  context: StrategyContext,
): FittedLearner & { parameters: ParameterValues } {
  const { learner } = context;
  const parameters = withDefaults(strategy.about.parameters, context.parameters);
  const provides = [...providedByNetwork(learner.network), ...Object.keys(learner.artifacts?.scores ?? {})];
  checkRequirements({ requires: requirementsOf(strategy, parameters), provides }, { strategy: strategy.about });
  return { ...learner, parameters };
}

/** Some samples, as the network takes them. */
export interface InputBatch {
  /** In the sample set, ascending. */
  positions: Int32Array;
  /** `[n, …shape]` row-major. */
  values: Float32Array;
}

/** All samples in order, as many at a time as suit the network. */
export async function* inputBatches(
  network: Network,
  samples: SampleSet,
  control: Control,
  maxBatch = Infinity,
): AsyncGenerator<InputBatch> {
  const size = Math.min(maxBatch, batchSizeFor(network.shape));
  for (let from = 0; from < samples.count; from += size) {
    const positions = Int32Array.from({ length: Math.min(size, samples.count - from) }, (_, i) => from + i);
    yield { positions, values: await samples.read(positions) };
    control.progress(from + positions.length, samples.count);
    await control.checkpoint();
  }
}

export const inputTensor = ({ positions, values }: InputBatch, network: Network): tf.Tensor =>
  tf.tensor(values, [positions.length, ...network.shape]);
