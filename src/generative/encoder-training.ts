/**
 * Trains an encoder to invert a generator: it sees samples that were made of known latent points and is to say which. Real
 * samples then have latent points too, as ADBA needs.
 */
import { encoderNetworkFor, type Encoder } from './networks/encoder-network.ts';
import { ganNamed } from './index.ts';
import type { InitialWeights } from '../models/parts/weights.ts';
import * as tf from '../tensor/tf.ts';
import { trainWithAdam, type ResumableContext, type LossReading } from '../trainer/resumable-training.ts';
import type { GanRecipe } from './recipes/gan-recipes.ts';
import { featureBatches } from './gan-sampling.ts';
import { toNetworkRange } from './value-scaling.ts';
import { latentPoints, type GanPair } from './gan-training.ts';
import type { Control, SampleSet } from '../trainer/training-method.ts';

/** How an encoder is trained, as data. */
export interface EncoderRecipe {
  /** Of the GAN in `src/generative/index.ts` whose critic it is built like, and its parameters. */
  network: string;
  parameters: GanRecipe['parameters'];
  steps: number;
  /** Samples made for each step. */
  batch: number;
  /** Adam's at first; it falls evenly to zero over the steps. */
  rate: number;
}

const DEFAULT_STEPS: Record<GanRecipe['size'], number> = { plane: 2000, quick: 1000, reduced: 2500, paper: 20_000 };

/** What suits a generator of this recipe. */
export const encoderRecipeFor = (
  { size, network, parameters }: GanRecipe,
  steps = DEFAULT_STEPS[size],
): EncoderRecipe => ({
  network,
  parameters: { ...parameters, ...('dropout' in parameters && { dropout: false }) },
  steps,
  batch: size === 'plane' ? 256 : 64,
  rate: size === 'plane' ? 3e-3 : 1e-3,
});

/** A fresh encoder for samples and latent points of this generator. */
export const buildEncoder = (recipe: EncoderRecipe, { generator }: GanPair, rng: InitialWeights): Encoder =>
  encoderNetworkFor(ganNamed(recipe.network), { ...generator, parameters: recipe.parameters }, rng);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the mean squared error of a latent coordinate, whose
 * variance is 1.
 */
export async function fitEncoder(
  encoder: Encoder,
  { generator }: GanPair,
  recipe: EncoderRecipe,
  context: ResumableContext<LossReading>,
): Promise<void> {
  const { rng } = context;
  const { steps, batch, rate } = recipe;
  const { latent } = generator;
  await trainWithAdam(context, 'encoder', encoder, { steps, rate, falls: true }, (step, minimise) =>
    tf.tidy(() => {
      const z = tf.tensor2d(latentPoints(rng.child('latents', step), batch, latent), [batch, latent]);
      const samples = generator.generate(z, { training: false });
      const mode = { training: true, rng: rng.child('dropout', step) } as const;
      return minimise(() => tf.mean(tf.squaredDifference(encoder.encode(samples, mode), z)));
    }),
  );
}

/** The latent points of standardised samples, `[n, latent]`, in inference mode: none depends on the others. */
export async function latentPointsOf(
  encoder: Encoder,
  { scaling: values }: Pick<GanPair, 'scaling'>,
  samples: SampleSet,
  control: Control,
): Promise<Float32Array> {
  const all = new Float32Array(samples.count * encoder.latent);
  const encode = (batch: Float32Array, n: number) =>
    encoder.encode(tf.tensor(toNetworkRange(batch, values), [n, ...encoder.shape]), { training: false });
  for await (const { positions, values: points } of featureBatches(encoder.shape, encode, samples, control))
    all.set(points, positions[0]! * encoder.latent);
  return all;
}
