/**
 * The learner trained on every label of the pool: what the arms climb towards. It is a guide for the eye, so its price
 * is bounded: batches of at least 64, and no more than about 2,000 gradient steps (but two epochs in any case).
 */
import { Draws } from '../random/rng.ts';
import type { Split } from '../datasets/splits/splits.ts';
import type { Referenced } from '../protocol/events.ts';
import type { TrainingSpec } from '../protocol/spec.ts';
import { augmented } from '../trainer/augmentation.ts';
import { accuracy } from '../trainer/predict.ts';
import type { Bench, StepPacing } from './run-context.ts';
import { modelFor, trainingFor } from './registry.ts';
import { storedSet, unlabelledSet } from './samples/sample-sets.ts';

const LEAST_BATCH = 64;
const MOST_STEPS = 2000;
const LEAST_EPOCHS = 2;

/** The spec's training with its price bounded for so many samples. */
export function referenceTraining(training: TrainingSpec, samples: number): TrainingSpec {
  const batch = Math.max(training.batch, LEAST_BATCH);
  const epoch = Math.ceil((training.epochDraws ?? samples) / batch);
  const affordable = Math.max(LEAST_EPOCHS, Math.floor(MOST_STEPS / epoch));
  const bounded = { ...training, batch, epochs: Math.min(training.epochs, affordable) };
  return training.steps === undefined ? bounded : { ...bounded, steps: Math.min(training.steps, MOST_STEPS) };
}

export async function runReference(bench: Bench, seed: number, split: Split, pacing: StepPacing): Promise<Referenced> {
  const { spec, info, labels, samples, means } = bench;
  const set = (indices: Int32Array) =>
    storedSet(
      samples,
      indices,
      indices.map((index) => labels[index]!),
    );
  const draws = new Draws(seed).child('reference');
  const model = modelFor(means, spec);
  const network = model.chosen.build(info.shape, info.classes.length, draws.child('weights'), model.parameters);
  try {
    const progress = pacing.phase('reference');
    const seconds = pacing.watch();
    const chance = draws.child('training');
    const { leftovers } = await trainingFor(means, spec).chosen.fit(
      augmented(network, spec.training.augmentation ?? 'none', chance.child('augmentation')),
      set(split.train),
      unlabelledSet(samples, new Int32Array(0)),
      set(split.validation),
      referenceTraining(spec.training, split.train.length),
      { draws: chance, gate: pacing.gate, progress },
    );
    leftovers?.dispose();
    const quiet = { gate: pacing.gate, progress: () => undefined };
    const passes = spec.measure && { ...spec.measure, draws: draws.child('measuring') };
    const testAccuracy = await accuracy(network, set(split.test), quiet, passes);
    return { type: 'referenced', seed, labelled: split.train.length, testAccuracy, seconds: seconds() };
  } finally {
    network.dispose();
  }
}
