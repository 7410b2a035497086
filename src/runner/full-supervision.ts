/**
 * The learner trained on every label of the pool: what the arms climb towards. It is a guide for the eye, so its price
 * is bounded: batches of at least 64, and no more than about 2,000 gradient steps (but two epochs in any case).
 */
import { Rng } from '../random/rng.ts';
import type { Split } from '../datasets/splits/splits.ts';
import type { FullSupervision } from '../protocol/events.ts';
import type { TrainingSpec } from '../protocol/spec.ts';
import { withAugmentation } from '../trainer/augmentation.ts';
import { measureLearner } from '../measuring/measure-learner.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { modelFor, trainingFor } from './registry.ts';
import { storedSet, unlabelledSet } from './samples/sample-sets.ts';

const MIN_BATCH = 64;
const MAX_STEPS = 2000;
const MIN_EPOCHS = 2;

/** The spec's training with its price bounded for so many samples. */
export function boundedTraining(training: TrainingSpec, samples: number): TrainingSpec {
  const batch = Math.max(training.batch, MIN_BATCH);
  const epoch = Math.ceil((training.epochDraws ?? samples) / batch);
  const maxEpochs = Math.max(MIN_EPOCHS, Math.floor(MAX_STEPS / epoch));
  const bounded = { ...training, batch, epochs: Math.min(training.epochs, maxEpochs) };
  return training.steps === undefined ? bounded : { ...bounded, steps: Math.min(training.steps, MAX_STEPS) };
}

export async function runFullSupervision(
  runContext: RunContext,
  seed: number,
  split: Split,
  control: StepControl,
): Promise<FullSupervision> {
  const { spec, info, labels, samples, registry } = runContext;
  const set = (indices: Int32Array) =>
    storedSet(
      samples,
      indices,
      indices.map((index) => labels[index]!),
    );
  const rng = new Rng(seed).child('reference');
  const model = modelFor(registry, spec);
  const network = model.entry.build(info.shape, info.classes.length, rng.child('weights'), model.parameters);
  try {
    const progress = control.phase('reference');
    const seconds = control.stopwatch();
    const childRng = rng.child('training');
    const { artifacts } = await trainingFor(registry, spec).entry.fit(
      withAugmentation(network, spec.training.augmentation ?? 'none', childRng.child('augmentation')),
      set(split.train),
      unlabelledSet(samples, new Int32Array(0)),
      set(split.validation),
      boundedTraining(spec.training, split.train.length),
      { rng: childRng, checkpoint: control.checkpoint, progress },
    );
    artifacts?.dispose();
    const quiet = { checkpoint: control.checkpoint, progress: () => undefined };
    const dropout = spec.measure && { ...spec.measure, rng: rng.child('measuring') };
    const measured = { network, test: set(split.test), measures: registry.measures, dropout };
    const { values, confusion } = await measureLearner(measured, quiet);
    return {
      type: 'full-supervision',
      seed,
      labelled: split.train.length,
      ...{ values, confusion },
      seconds: seconds(),
    };
  } finally {
    network.dispose();
  }
}
