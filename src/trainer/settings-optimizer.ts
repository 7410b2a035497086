/** The optimiser of a training's settings. */
import type { TrainingSettings } from '../protocol/settings.ts';
import { optimizerFor, type Optimizer } from '../tensor/optimizers.ts';
import type { Variable } from '../tensor/tf.ts';

export const settingsOptimizer = (
  { optimizer, learningRate, momentum, weightDecay }: TrainingSettings,
  variables: readonly Variable[],
): Optimizer =>
  optimizerFor(optimizer, learningRate, variables, { ...(momentum !== null && { momentum }), weightDecay });
