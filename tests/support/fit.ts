/** Trainings of a network in one call, for tests. */
import type { Network } from '../../src/models/model.ts';
import { resolveTraining, type TrainingSettings } from '../../src/protocol/settings.ts';
import type { TrainingSpec } from '../../src/protocol/spec.ts';
import type { Control } from '../../src/trainer/control.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { trainingMethodNamed } from '../../src/training/index.ts';
import type { FitInputs, FitResult } from '../../src/training/training-method.ts';
import { silentControl } from './point-samples.ts';

export const noSamples: SampleSet = {
  count: 0,
  labels: new Int32Array(0),
  read: () => Promise.resolve(new Float32Array(0)),
};

/** Resolved training settings from those of a test, without early stopping. */
export function trainingSettings(given: Partial<TrainingSpec> = {}): TrainingSettings {
  const training: TrainingSpec = {
    ...{ method: 'supervised', epochs: 60, batch: 16, learningRate: 0.01, optimizer: 'adam', patience: 0 },
    parameters: {},
    ...given,
  };
  return resolveTraining(training, trainingMethodNamed(training.method).about);
}

type Given = Partial<FitInputs> & Pick<FitInputs, 'labelled' | 'rng'> & { training?: Partial<TrainingSpec> };

/** Fits the network by the method that the training names. Artifacts are the caller's to dispose of. */
export function fit(
  network: Network,
  { training, ...given }: Given,
  control: Control = silentControl,
): Promise<FitResult> {
  const settings = trainingSettings(training);
  const inputs = { unlabelled: noSamples, validation: noSamples, queryBatchSize: 0, settings, ...given };
  return trainingMethodNamed(settings.method).fit({ network, ...inputs }, control);
}
