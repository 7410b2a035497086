/** Early stopping: looks at the validation split now and then, and keeps the weights that did best there. */
import type { Network } from '../models/model.ts';
import { restore, snapshotOf, type Snapshot } from '../models/parts/snapshot.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { argmaxRows, predict } from './predict.ts';
import { remembered } from './sample-cache.ts';
import type { Pacing, SampleSet } from './training-method.ts';

export interface Look {
  epoch: number;
  accuracy: number;
  /** Mean cross-entropy. */
  loss: number;
}

export interface Validator {
  readonly best: Look;
  /** How many looks since a better accuracy was seen. */
  readonly looksSinceBest: number;
  look(epoch: number): Promise<void>;
  /** Puts the weights of the best look back, and the running statistics with them. */
  restoreBest(): void;
}

/** A validator of this split; none where it has no samples. */
export async function watchOver(
  network: Network,
  validation: SampleSet,
  pacing: Pacing,
): Promise<Validator | undefined> {
  if (validation.count === 0) return undefined;
  return validator(network, await remembered(validation, sampleSize(network.shape)), pacing);
}

/** Better is a higher accuracy; between equals a lower loss, which keeps weights but does not count as progress. */
function validator(network: Network, samples: SampleSet, pacing: Pacing): Validator {
  let best: Look = { epoch: 0, accuracy: -1, loss: Infinity };
  let kept: Snapshot | undefined;
  let looksSinceBest = 0;
  const quiet: Pacing = { gate: () => pacing.gate(), progress: () => {} };
  return {
    get best() {
      return best;
    },
    get looksSinceBest() {
      return looksSinceBest;
    },
    async look(epoch) {
      const seen = await measured(network, samples, quiet);
      looksSinceBest = seen.accuracy > best.accuracy ? 0 : looksSinceBest + 1;
      if (seen.accuracy > best.accuracy || (seen.accuracy === best.accuracy && seen.loss < best.loss)) {
        best = { epoch, ...seen };
        kept = await snapshotOf(network);
      }
    },
    restoreBest() {
      if (kept) restore(network, kept);
    },
  };
}

/** Accuracy and mean cross-entropy over the labelled ones of the samples. */
async function measured(network: Network, samples: SampleSet, pacing: Pacing): Promise<Omit<Look, 'epoch'>> {
  let right = 0;
  let loss = 0;
  let counted = 0;
  for await (const { positions, probabilities } of predict(network, samples, {}, pacing)) {
    const guesses = argmaxRows(probabilities, network.classes);
    positions.forEach((position, i) => {
      const label = samples.labels[position]!;
      if (label < 0) return;
      counted++;
      if (guesses[i] === label) right++;
      loss -= Math.log(Math.max(probabilities[i * network.classes + label]!, 1e-12));
    });
  }
  return { accuracy: counted ? right / counted : 0, loss: counted ? loss / counted : Infinity };
}
