/** Early stopping: looks at the validation split now and then, and keeps the weights that did best there. */
import type { Network } from '../models/model.ts';
import { restoreSnapshot, takeSnapshot, type Snapshot } from '../models/parts/snapshot.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { argmaxRows, predict } from './predict.ts';
import { cachedInMemory } from './sample-cache.ts';
import type { Control, SampleSet } from './training-method.ts';

export interface Evaluation {
  epoch: number;
  accuracy: number;
  /** Mean cross-entropy. */
  loss: number;
}

export interface Validator {
  readonly best: Evaluation;
  /** How many looks since a better accuracy was seen. */
  readonly evaluationsSinceBest: number;
  evaluate(epoch: number): Promise<void>;
  /** Puts the weights of the best look back, and the running statistics with them. */
  restoreBest(): void;
}

/** A validator of this split; none where it has no samples. */
export async function validatorFor(
  network: Network,
  validation: SampleSet,
  control: Control,
): Promise<Validator | undefined> {
  if (validation.count === 0) return undefined;
  return createValidator(network, await cachedInMemory(validation, sampleSize(network.shape)), control);
}

/** Better is a higher accuracy; between equals a lower loss, which keeps weights but does not count as progress. */
function createValidator(network: Network, samples: SampleSet, control: Control): Validator {
  let best: Evaluation = { epoch: 0, accuracy: -1, loss: Infinity };
  let bestWeights: Snapshot | undefined;
  let evaluationsSinceBest = 0;
  const quiet: Control = { checkpoint: () => control.checkpoint(), progress: () => {} };
  return {
    get best() {
      return best;
    },
    get evaluationsSinceBest() {
      return evaluationsSinceBest;
    },
    async evaluate(epoch) {
      const evaluation = await evaluateSamples(network, samples, quiet);
      evaluationsSinceBest = evaluation.accuracy > best.accuracy ? 0 : evaluationsSinceBest + 1;
      if (
        evaluation.accuracy > best.accuracy ||
        (evaluation.accuracy === best.accuracy && evaluation.loss < best.loss)
      ) {
        best = { epoch, ...evaluation };
        bestWeights = await takeSnapshot(network);
      }
    },
    restoreBest() {
      if (bestWeights) restoreSnapshot(network, bestWeights);
    },
  };
}

/** Accuracy and mean cross-entropy over the labelled ones of the samples. */
async function evaluateSamples(
  network: Network,
  samples: SampleSet,
  control: Control,
): Promise<Omit<Evaluation, 'epoch'>> {
  let correct = 0;
  let loss = 0;
  let counted = 0;
  for await (const { positions, probabilities } of predict(network, samples, {}, control)) {
    const predicted = argmaxRows(probabilities, network.classes);
    positions.forEach((position, i) => {
      const label = samples.labels[position]!;
      if (label < 0) return;
      counted++;
      if (predicted[i] === label) correct++;
      loss -= Math.log(Math.max(probabilities[i * network.classes + label]!, 1e-12));
    });
  }
  return { accuracy: counted ? correct / counted : 0, loss: counted ? loss / counted : Infinity };
}
