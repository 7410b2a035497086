/**
 * The classifier that answers in place of a person: trained on every true label that there is, for so many steps, and kept
 * like a generator, so that all arms, cycles and later runs ask the same one.
 */
import { modelNamed } from '../models/index.ts';
import type { Network } from '../models/model.ts';
import type { InitialWeights } from '../models/parts/weights.ts';
import type { DatasetKind } from '../protocol/dataset.ts';
import { sampleSize } from '../protocol/dataset.ts';
import type { ParameterValues } from '../protocol/spec.ts';
import * as tf from '../tensor/tf.ts';
import { resumableBatches } from '../trainer/resumable-batches.ts';
import { trainWithAdam, type ResumableContext, type LossReading } from '../trainer/resumable-training.ts';
import { labelLoss, lossTargets } from '../trainer/label-loss.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import type { SampleSet } from '../trainer/training-method.ts';

export interface AnnotatingClassifierRecipe {
  /** In `src/models/index.ts`, and its parameters. */
  model: string;
  parameters: ParameterValues;
  steps: number;
  batch: number;
  /** Adam's at first; it falls evenly to zero over the steps. */
  rate: number;
}

/** For points and rows a perceptron, for images a small convolutional network that sees them shifted and turned. */
export const annotatingClassifierRecipeFor = (kind: DatasetKind): AnnotatingClassifierRecipe =>
  kind === 'image'
    ? { model: 'cnn-small', parameters: {}, steps: 2000, batch: 64, rate: 2e-3 }
    : { model: 'mlp', parameters: { width: 64, layers: 2 }, steps: 1000, batch: 64, rate: 1e-2 };

export const buildAnnotatingClassifier = (
  { model, parameters }: AnnotatingClassifierRecipe,
  shape: readonly number[],
  classes: number,
  rng: InitialWeights,
): Network => modelNamed(model).build(shape, classes, rng, parameters);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the cross-entropy.
 * @param samples all of them with a label
 */
export async function fitAnnotatingClassifier(
  network: Network,
  samples: SampleSet,
  recipe: AnnotatingClassifierRecipe,
  context: ResumableContext<LossReading>,
): Promise<void> {
  const { steps, batch, rate } = recipe;
  const set = await cachedInMemory(samples, sampleSize(network.shape));
  const positionsOfBatch = resumableBatches(samples.count, batch, context.rng.child('batches'));
  await trainWithAdam(context, 'classifier', network, { steps, rate, falls: true }, async (step, minimise) => {
    const positions = positionsOfBatch(step);
    const values = await set.read(positions);
    const labels = positions.map((position) => set.labels[position]!);
    const mode = { training: true, rng: context.rng.child('dropout', step) } as const;
    return tf.tidy(() => {
      const x = tf.tensor(values, [batch, ...network.shape]);
      const targets = lossTargets(network, labels);
      return minimise(() => labelLoss(network, network.trunk(x, mode), targets, mode));
    });
  });
}
