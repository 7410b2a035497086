/** Losses that the module of a training predicts for samples, for networks that are conditioned on them. */
import type { Tensor, Tensor1D } from '../../tensor/tf.ts';
import { inferencePass } from '../../trainer/predict.ts';
import type { FittedLearner } from '../contracts/strategy.ts';

/** Of samples `[n, …shape]` → `[n]`, in inference mode. The learner has been checked for `predicted-loss`. */
export const predictedLosses =
  ({ network, artifacts }: FittedLearner) =>
  (samples: Tensor): Tensor1D =>
    artifacts!.passScores!['predicted-loss']!(inferencePass(network, samples));
