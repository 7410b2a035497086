/**
 * Trains an encoder to invert a generator: it sees samples that were made of known latent points and is to say which. Real
 * samples then have latent points too, as ADBA needs.
 */
import type { Draws } from '../random/rng.ts';
import { encoderFor, type Encoder } from './encoder-network.ts';
import { ganNamed } from './index.ts';
import * as tf from '../tensor/tf.ts';
import { descend, type LongContext, type LossReading } from '../trainer/resumable-training.ts';
import type { GanRecipe } from './gan-recipes.ts';
import { featuresBy } from './gan-sampling.ts';
import { intoRange } from './value-scaling.ts';
import { latentPoints, type GanPair } from './gan-training.ts';
import type { Pacing, SampleSet } from '../trainer/training-method.ts';

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

const STEPS: Record<GanRecipe['size'], number> = { plane: 2000, quick: 1000, reduced: 2500, paper: 20_000 };

/** What suits a generator of this recipe. */
export const encoderRecipeFor = ({ size, network, parameters }: GanRecipe, steps = STEPS[size]): EncoderRecipe => ({
  network,
  parameters: { ...parameters, ...('dropout' in parameters && { dropout: false }) },
  steps,
  batch: size === 'plane' ? 256 : 64,
  rate: size === 'plane' ? 3e-3 : 1e-3,
});

/** A fresh encoder for samples and latent points of this generator. */
export const buildEncoder = (recipe: EncoderRecipe, { generator }: GanPair, draws: Draws): Encoder =>
  encoderFor(ganNamed(recipe.network), generator.shape, generator.latent, draws, recipe.parameters);

/**
 * Takes the recipe's steps, from the first or from a checkpoint's, down the mean squared error of a latent coordinate, whose
 * variance is 1.
 */
export async function fitEncoder(
  encoder: Encoder,
  { generator }: GanPair,
  recipe: EncoderRecipe,
  context: LongContext<LossReading>,
): Promise<void> {
  const { draws } = context;
  const { steps, batch, rate } = recipe;
  const { latent } = generator;
  await descend(context, 'encoder', encoder, { steps, rate, falls: true }, (step, down) =>
    tf.tidy(() => {
      const z = tf.tensor2d(latentPoints(draws.child('latents', step), batch, latent), [batch, latent]);
      const samples = generator.generate(z, { training: false });
      const mode = { training: true, draws: draws.child('dropout', step) } as const;
      return down(() => tf.mean(tf.squaredDifference(encoder.encode(samples, mode), z)));
    }),
  );
}

/** The latent points of standardised samples, `[n, latent]`, in inference mode: none depends on the others. */
export async function latentsOf(
  encoder: Encoder,
  { values }: Pick<GanPair, 'values'>,
  samples: SampleSet,
  pacing: Pacing,
): Promise<Float32Array> {
  const all = new Float32Array(samples.count * encoder.latent);
  const run = (batch: Float32Array, n: number) =>
    encoder.encode(tf.tensor(intoRange(batch, values), [n, ...encoder.shape]), { training: false });
  for await (const { positions, values: points } of featuresBy(encoder.shape, run, samples, pacing))
    all.set(points, positions[0]! * encoder.latent);
  return all;
}
