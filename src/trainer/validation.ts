/** Early stopping: evaluates the validation split at intervals and keeps the weights with the best evaluation. */
import type { Network } from '../models/model.ts';
import { restoreSnapshot, takeSnapshot, type Snapshot } from '../models/parts/snapshot.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { savedArray, type CarriedState } from './carried-state.ts';
import { concatenate, splitLike } from './checkpoint.ts';
import { countCorrect } from './predict.ts';
import { cachedInMemory } from './sample-cache.ts';
import type { EpochSchedule } from './schedule.ts';
import type { Control } from './control.ts';
import type { SampleSet } from './sample-set.ts';

interface Evaluation {
  epoch: number;
  accuracy: number;
  /** Mean cross-entropy. */
  loss: number;
}

export interface Validator extends CarriedState {
  /** Called after each epoch; evaluates if the plan says so. @returns whether training stops here */
  stopsAfter(epoch: number, last: boolean): Promise<boolean>;
  /** Restores weights and running statistics of the best evaluation, unless the plan keeps the last ones. */
  finish(): { bestEpoch: number; validationAccuracy: number };
}

interface ValidatorInputs {
  /** Its best weights are kept. */
  network: Network;
  validation: SampleSet;
  schedule: EpochSchedule;
}

/**
 * A validator of this split; undefined where the split has no samples. Better is a higher accuracy; of equal accuracies a
 * lower loss, which keeps the weights but does not count as progress.
 */
export async function validatorFor(
  { network, validation, schedule }: ValidatorInputs,
  control: Control,
): Promise<Validator | undefined> {
  if (validation.count === 0) return undefined;
  const samples = await cachedInMemory(validation, sampleSize(network.shape));
  const { keepLast, patience } = schedule;
  const epochs = Math.ceil(schedule.steps / schedule.stepsPerEpoch);
  const every = Math.max(1, Math.ceil(epochs / schedule.evaluations));
  const quiet: Control = { checkpoint: () => control.checkpoint(), progress: () => {} };
  let best: Evaluation = { epoch: 0, accuracy: -1, loss: Infinity };
  let bestWeights: Snapshot | undefined;
  let evaluationsSinceBest = 0;
  return {
    async stopsAfter(epoch, last) {
      if (!last && (keepLast || epoch % every > 0)) return false;
      const evaluation = await evaluateSamples(network, samples, quiet);
      const { accuracy, loss } = evaluation;
      evaluationsSinceBest = accuracy > best.accuracy ? 0 : evaluationsSinceBest + 1;
      if (accuracy > best.accuracy || (accuracy === best.accuracy && loss < best.loss)) {
        best = { epoch, ...evaluation };
        bestWeights = await takeSnapshot(network);
      }
      return !keepLast && patience > 0 && evaluationsSinceBest >= patience;
    },
    save() {
      const { epoch, accuracy, loss } = best;
      const evaluation = Float64Array.of(epoch, accuracy, loss, evaluationsSinceBest);
      return { evaluation, ...(bestWeights && { weights: concatenate(bestWeights) }) };
    },
    restore(saved) {
      const [epoch, accuracy, loss, since] = Array.from(savedArray(saved, 'evaluation'));
      best = { epoch: epoch!, accuracy: accuracy!, loss: loss! };
      evaluationsSinceBest = since!;
      bestWeights = saved['weights'] && splitLike(network, saved['weights']);
    },
    finish() {
      if (!keepLast && bestWeights) restoreSnapshot(network, bestWeights);
      return { bestEpoch: best.epoch, validationAccuracy: best.accuracy };
    },
  };
}

/** Accuracy and mean cross-entropy over the labelled samples. */
async function evaluateSamples(
  network: Network,
  samples: SampleSet,
  control: Control,
): Promise<Omit<Evaluation, 'epoch'>> {
  const { correct, counted, loss } = await countCorrect(network, samples, control);
  return { accuracy: counted ? correct / counted : 0, loss: counted ? loss / counted : Infinity };
}
