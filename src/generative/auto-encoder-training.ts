/**
 * Trains an auto-encoder by mean squared error, with the recipes of the ASAL paper (supplement, A.1–A.7), and puts it to
 * use: codes as features, and what comes back from them to be looked at.
 */
import type { Draws } from '../random/rng.ts';
import { autoEncoderNamed } from './index.ts';
import type { AutoEncoder } from './generative-networks.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import * as tf from '../tensor/tf.ts';
import type { AutoEncoderRecipe } from './auto-encoder-recipes.ts';
import { numberedBatches } from '../trainer/resumable-batches.ts';
import { descend, type LongContext, type LossReading } from '../trainer/resumable-training.ts';
import { featuresBy, type Features } from './gan-sampling.ts';
import { inRange, intoRange, standardised, valueMapOf, type Scaled, type ValueMap } from './value-scaling.ts';
import { remembered } from '../trainer/sample-cache.ts';
import type { Pacing, SampleSet } from '../trainer/training-method.ts';

/** An auto-encoder and how its values are scaled. */
export interface Coder {
  network: AutoEncoder;
  values: ValueMap;
  dispose(): void;
}

/**
 * A fresh network for the recipe.
 * @throws Problem `unfit` where it does not take this data
 */
export function buildAutoEncoder(
  recipe: Pick<AutoEncoderRecipe, 'network' | 'parameters'>,
  data: Scaled,
  draws: Draws,
): Coder {
  const model = autoEncoderNamed(recipe.network);
  const network = model.build(data.shape, draws, recipe.parameters);
  return { network, values: valueMapOf(data, model.range), dispose: () => network.dispose() };
}

/** Gradient steps of the recipe on so many samples. */
export const coderSteps = ({ steps, epochs = 1, batch }: AutoEncoderRecipe, count: number): number =>
  steps ?? Math.ceil((epochs * count) / batch);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the mean squared error of a value in the network's
 * range.
 * @throws Problem `unfit` where there is no sample
 */
export async function fitAutoEncoder(
  { network, values }: Coder,
  samples: SampleSet,
  recipe: AutoEncoderRecipe,
  context: LongContext<LossReading>,
): Promise<void> {
  if (samples.count === 0)
    throw new Problem('unfit', 'There is no sample for an auto-encoder to learn from.', 'Choose more data.');
  const { batch, rate } = recipe;
  const set = await remembered(inRange(samples, values), sampleSize(network.shape));
  const batchOf = numberedBatches(samples.count, batch, context.draws.child('batches'));
  const steps = coderSteps(recipe, samples.count);
  await descend(context, 'auto-encoder', network, { steps, rate }, async (step, down) => {
    const read = await set.read(batchOf(step));
    const mode = { training: true, draws: context.draws.child('dropout', step) } as const;
    return tf.tidy(() => {
      const x = tf.tensor(read, [batch, ...network.shape]);
      return down(() => tf.mean(tf.squaredDifference(network.decode(network.encode(x, mode), mode), x)));
    });
  });
}

/** The codes of standardised samples, `[n, codeSize]`, batch after batch. */
export function codesOf(coder: Coder, samples: SampleSet, pacing: Pacing): AsyncGenerator<Features> {
  const { network } = coder;
  return featuresBy(network.shape, (batch, n) => encoded(coder, batch, n), samples, pacing);
}

/** What comes back from the codes of standardised samples: standardised too, `[n, …shape]`, to be shown beside them. */
export async function reconstructed(coder: Coder, samples: SampleSet, pacing: Pacing): Promise<Float32Array> {
  const { network, values } = coder;
  const size = sampleSize(network.shape);
  const all = new Float32Array(samples.count * size);
  const run = (batch: Float32Array, n: number) =>
    standardised(network.decode(encoded(coder, batch, n), { training: false }), values);
  for await (const { positions, values: back } of featuresBy(network.shape, run, samples, pacing))
    all.set(back, positions[0]! * size);
  return all;
}

const encoded = ({ network, values }: Coder, batch: Float32Array, n: number): tf.Tensor2D =>
  network.encode(tf.tensor(intoRange(batch, values), [n, ...network.shape]), { training: false });
