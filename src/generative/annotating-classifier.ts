/**
 * The classifier that answers in place of a person: trained on every true label that there is, for so many steps, and kept
 * like a generator, so that all arms, cycles and later runs ask the same one.
 */
import type { Draws } from '../random/rng.ts';
import { modelNamed } from '../models/index.ts';
import type { Network } from '../models/model.ts';
import type { DatasetKind } from '../protocol/dataset.ts';
import { sampleSize } from '../protocol/dataset.ts';
import type { Values } from '../protocol/spec.ts';
import * as tf from '../tensor/tf.ts';
import { numberedBatches } from '../trainer/resumable-batches.ts';
import { descend, type LongContext, type LossReading } from '../trainer/resumable-training.ts';
import { labelLoss, targetsOf } from '../trainer/label-loss.ts';
import { remembered } from '../trainer/sample-cache.ts';
import type { SampleSet } from '../trainer/training-method.ts';

export interface AnswererRecipe {
  /** In `src/models/index.ts`, and its parameters. */
  model: string;
  parameters: Values;
  steps: number;
  batch: number;
  /** Adam's at first; it falls evenly to zero over the steps. */
  rate: number;
}

/** For points and rows a perceptron, for images a small convolutional network that sees them shifted and turned. */
export const answererFor = (kind: DatasetKind): AnswererRecipe =>
  kind === 'image'
    ? { model: 'cnn-small', parameters: {}, steps: 2000, batch: 64, rate: 2e-3 }
    : { model: 'mlp', parameters: { width: 64, layers: 2 }, steps: 1000, batch: 64, rate: 1e-2 };

export const buildAnswerer = (
  { model, parameters }: AnswererRecipe,
  shape: readonly number[],
  classes: number,
  draws: Draws,
): Network => modelNamed(model).build(shape, classes, draws, parameters);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the cross-entropy.
 * @param samples all of them with a label
 */
export async function fitAnswerer(
  network: Network,
  samples: SampleSet,
  recipe: AnswererRecipe,
  context: LongContext<LossReading>,
): Promise<void> {
  const { steps, batch, rate } = recipe;
  const set = await remembered(samples, sampleSize(network.shape));
  const batchOf = numberedBatches(samples.count, batch, context.draws.child('batches'));
  await descend(context, 'classifier', network, { steps, rate, falls: true }, async (step, down) => {
    const positions = batchOf(step);
    const values = await set.read(positions);
    const labels = positions.map((position) => set.labels[position]!);
    const mode = { training: true, draws: context.draws.child('dropout', step) } as const;
    return tf.tidy(() => {
      const x = tf.tensor(values, [batch, ...network.shape]);
      const targets = targetsOf(network, labels);
      return down(() => labelLoss(network, network.trunk(x, mode), targets, mode));
    });
  });
}
