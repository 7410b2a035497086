/**
 * The classifier that answers in place of a person: trained on all true labels, and stored like a generator, so that all arms,
 * cycles and later runs use the same one.
 */
import { modelNamed } from '../models/index.ts';
import type { Network } from '../models/model.ts';
import type { InitialWeights } from '../models/parts/weights.ts';
import { sampleSize } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';
import type { LossReading } from '../trainer/descent.ts';
import { labelLoss, lossTargets } from '../trainer/label-loss.ts';
import { resumableBatches } from '../trainer/resumable-batches.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import { minimiseLoss, type TrainingOptions } from './network-training.ts';
import type { AnnotatingClassifierRecipe } from './recipes/annotating-classifier-recipes.ts';

export const buildAnnotatingClassifier = (
  { model, parameters }: Pick<AnnotatingClassifierRecipe, 'model' | 'parameters'>,
  { shape, classes }: { shape: readonly number[]; classes: number },
  rng: InitialWeights,
): Network => modelNamed(model).build({ shape, classes, rng, parameters });

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the cross-entropy.
 * @param samples all labelled
 */
export async function fitAnnotatingClassifier(
  network: Network,
  { recipe, samples }: { recipe: AnnotatingClassifierRecipe; samples: SampleSet },
  options: TrainingOptions<LossReading>,
): Promise<void> {
  const { rng } = options;
  const { steps, batch, rate } = recipe;
  const set = await cachedInMemory(samples, sampleSize(network.shape));
  const positionsOfBatch = resumableBatches(samples.count, batch, rng.child('batches'));
  await minimiseLoss(
    {
      ...{ name: 'classifier', network, steps, rate, decay: 'linear' },
      async batches(step) {
        const positions = positionsOfBatch(step);
        return { values: await set.read(positions), labels: positions.map((position) => set.labels[position]!) };
      },
      objective({ values, labels }, step) {
        const mode = { training: true, rng: rng.child('dropout', step) } as const;
        const x = tf.tensor(values, [batch, ...network.shape]);
        const targets = lossTargets(network, labels);
        return () => labelLoss({ network, trunk: network.trunk(x, mode), targets, mode });
      },
    },
    options,
  );
}
