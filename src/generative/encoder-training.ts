/**
 * Trains an encoder to invert a generator: it takes samples generated from known latent points and predicts the points. Real
 * samples then have latent points too, which ADBA needs.
 */
import type { InitialWeights } from '../models/parts/weights.ts';
import * as tf from '../tensor/tf.ts';
import type { LossReading } from '../trainer/descent.ts';
import type { Control } from '../trainer/control.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import { featureBatches } from './gan-sampling.ts';
import { latentPoints, type GanPair } from './gan-training.ts';
import { ganNamed } from './index.ts';
import { minimiseLoss, type TrainingOptions } from './network-training.ts';
import { encoderNetworkFor, type Encoder } from './networks/encoder-network.ts';
import type { EncoderRecipe } from './recipes/encoder-recipes.ts';
import type { ValueScaling } from '../models/parts/value-scaling.ts';
import { toNetworkRange } from './value-scaling.ts';

/** An untrained encoder for samples and latent points of this generator. */
export const buildEncoder = (recipe: EncoderRecipe, { generator }: GanPair, rng: InitialWeights): Encoder =>
  encoderNetworkFor(ganNamed(recipe.network), { ...generator, parameters: recipe.parameters }, rng);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the mean squared error per latent coordinate, whose
 * variance is 1.
 */
export async function fitEncoder(
  encoder: Encoder,
  { recipe, generator }: { recipe: EncoderRecipe; generator: GanPair['generator'] },
  options: TrainingOptions<LossReading>,
): Promise<void> {
  const { rng } = options;
  const { steps, batch, rate } = recipe;
  const { latent } = generator;
  await minimiseLoss(
    {
      ...{ name: 'encoder', network: encoder, steps, rate, decay: 'linear' },
      batches: (step) => latentPoints(rng.child('latents', step), batch, latent),
      objective(points, step) {
        const z = tf.tensor2d(points, [batch, latent]);
        const samples = generator.generate(z, { training: false });
        const mode = { training: true, rng: rng.child('dropout', step) } as const;
        return () => tf.mean(tf.squaredDifference(encoder.encode(samples, mode), z));
      },
    },
    options,
  );
}

/** Latent points `[n, latent]` of standardised samples, in inference mode: none depends on the other samples. */
export async function latentPointsOf(
  { encoder, scaling }: { encoder: Encoder; scaling: ValueScaling },
  samples: SampleSet,
  control: Control,
): Promise<Float32Array> {
  const all = new Float32Array(samples.count * encoder.latent);
  const extract = (batch: Float32Array, n: number) =>
    encoder.encode(tf.tensor(toNetworkRange(batch, scaling), [n, ...encoder.shape]), { training: false });
  for await (const { positions, values } of featureBatches({ network: encoder, extract }, samples, control))
    all.set(values, positions[0]! * encoder.latent);
  return all;
}
