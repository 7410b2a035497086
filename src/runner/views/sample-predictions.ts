/** A learner's predictions for test split, validation split and pool, as the log's measures were computed. */
import { sampleParts, type SamplePart, type SamplePredictions } from '../../protocol/replay/sample-predictions.ts';
import { Rng } from '../../random/rng.ts';
import { predict, predictWithDropout } from '../../trainer/predict.ts';
import type { TrainedLearner } from '../learner.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import type { Step } from '../run-progress.ts';
import { labelsAt } from '../samples/sample-sets.ts';
import { testPasses } from '../test-passes.ts';

export async function predictSamples(
  { spec, labels: stored }: Pick<RunContext, 'spec' | 'labels'>,
  { key, split, labelled, learner }: Step & { learner: Pick<TrainedLearner, 'network' | 'input'> },
  control: StepControl,
): Promise<SamplePredictions> {
  const { network, input } = learner;
  const queried = new Set(labelled.indices);
  const of: Record<SamplePart, Int32Array> = {
    test: split.test,
    validation: split.validation,
    queried: split.train.filter((index) => queried.has(index)),
    pool: split.train.filter((index) => !queried.has(index)),
  };
  const indices = Int32Array.from(sampleParts.flatMap((part) => [...of[part]]));
  const parts = Uint8Array.from(sampleParts.flatMap((part, i) => Array.from(of[part], () => i)));
  const labels = labelsAt(stored, indices);
  const samples = input.stored(indices, labels);
  const probabilities = new Float32Array(indices.length * network.classes);
  const progress = { checkpoint: control.checkpoint, progress: control.phase('measuring') };
  // the masks of the log's own measuring: the same probabilities on the test split
  const dropout = testPasses(spec, new Rng(key.seed).child('measuring', key.cycle));
  const batches = dropout
    ? predictWithDropout({ network, samples, dropout }, progress)
    : predict({ network, samples }, progress);
  for await (const batch of batches) probabilities.set(batch.probabilities, batch.positions[0]! * network.classes);
  return { classes: network.classes, indices, parts, labels, probabilities };
}
