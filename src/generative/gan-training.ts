/**
 * Trains a generator against a critic: DCGAN, WGAN-GP and WGAN-GP with the consistency term, as the recipe says. It takes
 * long; so it can be watched, stopped, and gone on with from a checkpoint to the same weights that it would have come to.
 */
import type { Rng } from '../random/rng.ts';
import type { Critic, Generator } from './networks/generative-networks.ts';
import { ganNamed } from './index.ts';
import type { InitialWeights } from '../models/parts/weights.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import { optimizerFor } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import { resumableBatches } from '../trainer/resumable-batches.ts';
import { runResumableSteps, type ResumableContext } from '../trainer/resumable-training.ts';
import { criticTerms, generatorLoss, type CriticTerms } from './gan-objectives.ts';
import type { GanRecipe } from './recipes/gan-recipes.ts';
import type { TrainedNetwork } from '../trainer/checkpoint.ts';
import { samplesInNetworkRange, scalingFor, type DataScale, type ValueScaling } from './value-scaling.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import type { SampleSet } from '../trainer/training-method.ts';

/** A generator and its critic, and how their values are scaled. */
export interface GanPair {
  generator: Generator;
  critic: Critic;
  scaling: ValueScaling;
  dispose(): void;
}

/** How it stands at a step, by the last batch that the critic saw. */
export interface GanReading {
  /** Steps done. */
  step: number;
  criticLoss: number;
  generatorLoss: number;
  /** Mean score of real less mean score of generated samples; null for a DCGAN, whose scores are logits. */
  wasserstein: number | null;
  /** Mean length of the critic's gradient between real and generated samples; null where it is not held to 1. */
  norm: number | null;
  /** The consistency term without its weight; null where there is none. */
  consistency: number | null;
}

/**
 * Fresh networks for the recipe.
 * @throws Problem `unfit` where its networks do not take this data
 */
export function buildGan(
  recipe: Pick<GanRecipe, 'network' | 'parameters'>,
  data: DataScale,
  rng: InitialWeights,
): GanPair {
  const gan = ganNamed(recipe.network);
  const generator = gan.generator(data.shape, rng?.child('generator') ?? null, recipe.parameters);
  const critic = gan.critic(data.shape, rng?.child('critic') ?? null, recipe.parameters);
  const dispose = () => [generator, critic].forEach((network) => network.dispose());
  return { generator, critic, scaling: scalingFor(data, gan.range), dispose };
}

/**
 * Takes the recipe's steps, from the first or from a checkpoint's.
 * @param samples standardised, as everywhere; labels are not looked at
 * @throws Problem `unfit` where there is no sample, or where the consistency term meets a critic without dropout
 */
export async function fitGan(
  { generator, critic, scaling: values }: GanPair,
  samples: SampleSet,
  recipe: GanRecipe,
  context: ResumableContext<GanReading>,
): Promise<void> {
  requireTrainable(critic, samples, recipe);
  const { rng } = context;
  const realSamples = await cachedInMemory(samplesInNetworkRange(samples, values), sampleSize(generator.shape));
  const positionsOfBatch = resumableBatches(samples.count, recipe.batch, rng.child('batches'));
  const optimizers = [generator, critic].map(({ variables }) =>
    optimizerFor('adam', recipe.rate, variables, { betas: recipe.betas }),
  );
  const [generatorOptimizer, criticOptimizer] = [optimizers[0]!, optimizers[1]!];
  const networks: Omit<TrainedNetwork, 'learningRate'>[] = [
    { name: 'generator', network: generator, optimizer: generatorOptimizer, optimizerStepsPerStep: 1 },
    { name: 'critic', network: critic, optimizer: criticOptimizer, optimizerStepsPerStep: recipe.criticSteps },
  ];
  try {
    await runResumableSteps(context, recipe.steps, networks, async (step, withReading) => {
      const decayFactor = recipe.decay === 'linear' ? 1 - step / recipe.steps : 1;
      for (const optimizer of optimizers) optimizer.rate = recipe.rate * decayFactor;
      let terms: number[] = [];
      for (let criticStepIndex = 0; criticStepIndex < recipe.criticSteps; criticStepIndex++) {
        await context.yield?.();
        const batch = await realSamples.read(positionsOfBatch(step * recipe.criticSteps + criticStepIndex));
        terms =
          (await readAndDispose(
            criticStep(step, criticStepIndex, batch, withReading && criticStepIndex === recipe.criticSteps - 1),
          )) ?? terms;
      }
      const generatorLossValue = await readAndDispose(generatorStep(step, withReading));
      return generatorLossValue && toReading(step + 1, terms, generatorLossValue[0]!, recipe);
    });
  } finally {
    for (const optimizer of optimizers) optimizer.dispose();
  }

  function sampleLatents(count: number, ...names: (string | number)[]): tf.Tensor2D {
    const { latent } = generator;
    return tf.tensor2d(latentPoints(rng.child('latents', ...names), count, latent), [count, latent]);
  }

  function trainingMode(...names: (string | number)[]) {
    return { training: true, rng: rng.child('dropout', ...names) } as const;
  }

  /** @returns what is read off, where that is wanted */
  function criticStep(
    step: number,
    criticStepIndex: number,
    batch: Float32Array,
    withReading: boolean,
  ): tf.Tensor | undefined {
    return tf.tidy(() => {
      const x = tf.tensor(batch, [recipe.batch, ...generator.shape]);
      const generated = generator.generate(
        sampleLatents(recipe.batch, step, criticStepIndex),
        trainingMode('generator', step, criticStepIndex),
      );
      const interpolationRng = rng.child('interpolates', step, criticStepIndex);
      const interpolation = Float32Array.from({ length: recipe.batch }, () => interpolationRng.uniform());
      const mode = trainingMode('critic', step, criticStepIndex);
      let reading: tf.Tensor | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const terms = criticTerms(critic, { real: x, generated, interpolation }, recipe, mode);
        if (withReading) reading = tf.keep(stackTerms(terms));
        return terms.loss;
      }, critic.variables as tf.Variable[]);
      value.dispose();
      criticOptimizer.step(critic.variables.map((variable) => grads[variable.name]!));
      return reading;
    });
  }

  function generatorStep(step: number, withReading: boolean): tf.Tensor | undefined {
    return tf.tidy(() => {
      const z = sampleLatents(recipe.generatorBatch, step, 'generator');
      const { value, grads } = tf.variableGrads(() => {
        const generated = generator.generate(z, trainingMode('generator', step));
        return generatorLoss(critic.scoreSamples(generated, trainingMode('critic', step)), recipe.objective);
      }, generator.variables as tf.Variable[]);
      generatorOptimizer.step(generator.variables.map((variable) => grads[variable.name]!));
      return withReading ? tf.reshape(value, [1]) : undefined;
    });
  }
}

/** Latent points `[count, latent]` row-major, standard normal. */
export const latentPoints = (rng: Rng, count: number, latent: number): Float32Array =>
  Float32Array.from({ length: count * latent }, () => rng.normal());

/** The tensor's values; it is freed. */
async function readAndDispose(tensor: tf.Tensor | undefined): Promise<number[] | undefined> {
  if (!tensor) return undefined;
  try {
    return Array.from(await tensor.data<'float32'>());
  } finally {
    tensor.dispose();
  }
}

const nanScalar = (): tf.Scalar => tf.scalar(NaN);
const stackTerms = ({ loss, gap, norm = nanScalar(), consistency = nanScalar() }: CriticTerms): tf.Tensor =>
  tf.stack([loss, gap, norm, consistency]);

function toReading(step: number, terms: readonly number[], generatorLossValue: number, recipe: GanRecipe): GanReading {
  const [criticLoss, gap, norm, consistency] = terms;
  return {
    step,
    criticLoss: criticLoss!,
    generatorLoss: generatorLossValue,
    wasserstein: recipe.objective === 'wgan' ? gap! : null,
    norm: recipe.penalty > 0 ? norm! : null,
    consistency: recipe.consistency > 0 ? consistency! : null,
  };
}

function requireTrainable(critic: Critic, samples: SampleSet, recipe: GanRecipe): void {
  if (samples.count === 0)
    throw new Problem('unfit', 'There is no sample for a GAN to learn from.', 'Choose more data.');
  if (recipe.consistency > 0 && !critic.stochastic)
    throw new Problem(
      'unfit',
      'The consistency term compares passes that differ by dropout, and this critic has none.',
      'Switch its dropout on, or leave the term out.',
    );
}
