/**
 * Trains an auto-encoder by mean squared error, with the recipes of the ASAL paper (supplement, A.1–A.7), and puts it to
 * use: codes as features, and what comes back from them to be looked at.
 */
import { autoEncoderNamed } from './index.ts';
import type { AutoEncoder } from './networks/generative-networks.ts';
import type { InitialWeights } from '../models/parts/weights.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import * as tf from '../tensor/tf.ts';
import type { AutoEncoderRecipe } from './recipes/auto-encoder-recipes.ts';
import { resumableBatches } from '../trainer/resumable-batches.ts';
import { trainWithAdam, type ResumableContext, type LossReading } from '../trainer/resumable-training.ts';
import { featureBatches, type FeatureBatch } from './gan-sampling.ts';
import {
  samplesInNetworkRange,
  toNetworkRange,
  toStandardised,
  scalingFor,
  type DataScale,
  type ValueScaling,
} from './value-scaling.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import type { Control, SampleSet } from '../trainer/training-method.ts';

/** An auto-encoder and how its values are scaled. */
export interface ScaledAutoEncoder {
  network: AutoEncoder;
  scaling: ValueScaling;
  dispose(): void;
}

/**
 * A fresh network for the recipe.
 * @throws Problem `unfit` where it does not take this data
 */
export function buildAutoEncoder(
  recipe: Pick<AutoEncoderRecipe, 'network' | 'parameters'>,
  data: DataScale,
  rng: InitialWeights,
): ScaledAutoEncoder {
  const model = autoEncoderNamed(recipe.network);
  const network = model.build(data.shape, rng, recipe.parameters);
  return { network, scaling: scalingFor(data, model.range), dispose: () => network.dispose() };
}

/** Gradient steps of the recipe on so many samples. */
export const autoEncoderSteps = ({ steps, epochs = 1, batch }: AutoEncoderRecipe, count: number): number =>
  steps ?? Math.ceil((epochs * count) / batch);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the mean squared error of a value in the network's
 * range.
 * @throws Problem `unfit` where there is no sample
 */
export async function fitAutoEncoder(
  { network, scaling: values }: ScaledAutoEncoder,
  samples: SampleSet,
  recipe: AutoEncoderRecipe,
  context: ResumableContext<LossReading>,
): Promise<void> {
  if (samples.count === 0)
    throw new Problem('unfit', 'There is no sample for an auto-encoder to learn from.', 'Choose more data.');
  const { batch, rate } = recipe;
  const cachedSamples = await cachedInMemory(samplesInNetworkRange(samples, values), sampleSize(network.shape));
  const positionsOfBatch = resumableBatches(samples.count, batch, context.rng.child('batches'));
  const steps = autoEncoderSteps(recipe, samples.count);
  await trainWithAdam(context, 'auto-encoder', network, { steps, rate }, async (step, minimise) => {
    const batchValues = await cachedSamples.read(positionsOfBatch(step));
    const mode = { training: true, rng: context.rng.child('dropout', step) } as const;
    return tf.tidy(() => {
      const x = tf.tensor(batchValues, [batch, ...network.shape]);
      return minimise(() => tf.mean(tf.squaredDifference(network.decode(network.encode(x, mode), mode), x)));
    });
  });
}

/** The codes of standardised samples, `[n, codeSize]`, batch after batch. */
export function encodeSamples(
  autoEncoder: ScaledAutoEncoder,
  samples: SampleSet,
  control: Control,
): AsyncGenerator<FeatureBatch> {
  const { network } = autoEncoder;
  return featureBatches(network.shape, (batch, n) => encodeBatch(autoEncoder, batch, n), samples, control);
}

/** What comes back from the codes of standardised samples: standardised too, `[n, …shape]`, to be shown beside them. */
export async function reconstructSamples(
  autoEncoder: ScaledAutoEncoder,
  samples: SampleSet,
  control: Control,
): Promise<Float32Array> {
  const { network, scaling: values } = autoEncoder;
  const size = sampleSize(network.shape);
  const all = new Float32Array(samples.count * size);
  const reconstruct = (batch: Float32Array, n: number) =>
    toStandardised(network.decode(encodeBatch(autoEncoder, batch, n), { training: false }), values);
  for await (const { positions, values: reconstruction } of featureBatches(
    network.shape,
    reconstruct,
    samples,
    control,
  ))
    all.set(reconstruction, positions[0]! * size);
  return all;
}

const encodeBatch = ({ network, scaling: values }: ScaledAutoEncoder, batch: Float32Array, n: number): tf.Tensor2D =>
  network.encode(tf.tensor(toNetworkRange(batch, values), [n, ...network.shape]), { training: false });
