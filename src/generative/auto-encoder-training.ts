/**
 * Trains an auto-encoder by mean squared error with the recipes of the ASAL paper (Mayer and Timofte 2020, supplement, A.1–A.7);
 * its codes are features for neighbour search, its reconstructions are shown while it trains.
 */
import type { InitialWeights } from '../models/parts/weights.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import * as tf from '../tensor/tf.ts';
import type { LossReading } from '../trainer/descent.ts';
import { resumableBatches } from '../trainer/resumable-batches.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import type { Control } from '../trainer/control.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import { featureBatches, type FeatureBatch } from './gan-sampling.ts';
import { autoEncoderNamed } from './index.ts';
import { minimiseLoss, type TrainingOptions } from './network-training.ts';
import type { AutoEncoder } from './networks/generative-networks.ts';
import type { AutoEncoderRecipe } from './recipes/auto-encoder-recipes.ts';
import { toStandardised, scalingFor, type ValueScaling } from '../models/parts/value-scaling.ts';
import { samplesInNetworkRange, toNetworkRange, type DataScale } from './value-scaling.ts';

/** An auto-encoder and the scaling between its values and the learner's. */
export interface ScaledAutoEncoder {
  network: AutoEncoder;
  scaling: ValueScaling;
  dispose(): void;
}

/**
 * An untrained auto-encoder.
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

/** Gradient steps of the recipe on `count` samples. */
export const autoEncoderSteps = ({ steps, epochs = 1, batch }: AutoEncoderRecipe, count: number): number =>
  steps ?? Math.ceil((epochs * count) / batch);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the mean squared error per value, in the network's range.
 * @throws Problem `unfit` where there is no sample
 */
export async function fitAutoEncoder(
  { network, scaling }: ScaledAutoEncoder,
  { recipe, samples }: { recipe: AutoEncoderRecipe; samples: SampleSet },
  options: TrainingOptions<LossReading>,
): Promise<void> {
  if (samples.count === 0)
    throw new Problem('unfit', 'There is no sample for an auto-encoder to learn from.', 'Choose more data.');
  const { rng } = options;
  const { batch, rate } = recipe;
  const set = await cachedInMemory(samplesInNetworkRange(samples, scaling), sampleSize(network.shape));
  const positionsOfBatch = resumableBatches(samples.count, batch, rng.child('batches'));
  await minimiseLoss(
    {
      ...{ name: 'auto-encoder', network, steps: autoEncoderSteps(recipe, samples.count), rate },
      batches: (step) => set.read(positionsOfBatch(step)),
      objective(values, step) {
        const mode = { training: true, rng: rng.child('dropout', step) } as const;
        const x = tf.tensor(values, [batch, ...network.shape]);
        return () => tf.mean(tf.squaredDifference(network.decode(network.encode(x, mode), mode), x));
      },
    },
    options,
  );
}

/** Codes `[n, codeSize]` of standardised samples, batch by batch. */
export function encodeSamples(
  autoEncoder: ScaledAutoEncoder,
  samples: SampleSet,
  control: Control,
): AsyncGenerator<FeatureBatch> {
  const extract = (batch: Float32Array, n: number) => encodeBatch(autoEncoder, batch, n);
  return featureBatches({ network: autoEncoder.network, extract }, samples, control);
}

/** Reconstructions of standardised samples: standardised as well, `[n, …shape]` row-major. */
export async function reconstructSamples(
  autoEncoder: ScaledAutoEncoder,
  samples: SampleSet,
  control: Control,
): Promise<Float32Array> {
  const { network, scaling } = autoEncoder;
  const size = sampleSize(network.shape);
  const all = new Float32Array(samples.count * size);
  const extract = (batch: Float32Array, n: number) =>
    toStandardised(network.decode(encodeBatch(autoEncoder, batch, n), { training: false }), scaling);
  for await (const { positions, values } of featureBatches({ network, extract }, samples, control))
    all.set(values, positions[0]! * size);
  return all;
}

const encodeBatch = ({ network, scaling }: ScaledAutoEncoder, batch: Float32Array, n: number): tf.Tensor2D =>
  network.encode(tf.tensor(toNetworkRange(batch, scaling), [n, ...network.shape]), { training: false });
