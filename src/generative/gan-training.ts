/**
 * Trains a generator against a critic: DCGAN, WGAN-GP and WGAN-GP with the consistency term, as the recipe says. It takes
 * long; so it can be watched, stopped, and gone on with from a checkpoint to the same weights that it would have come to.
 */
import type { Draws } from '../random/rng.ts';
import type { Critic, Generator } from './generative-networks.ts';
import { ganNamed } from './index.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import { optimizerFor } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import { numberedBatches } from '../trainer/resumable-batches.ts';
import { takeSteps, type LongContext } from '../trainer/resumable-training.ts';
import { criticTerms, generatorLoss, type CriticTerms } from './gan-objectives.ts';
import type { GanRecipe } from './gan-recipes.ts';
import type { Trained } from '../trainer/checkpoint.ts';
import { inRange, valueMapOf, type Scaled, type ValueMap } from './value-scaling.ts';
import { remembered } from '../trainer/sample-cache.ts';
import type { SampleSet } from '../trainer/training-method.ts';

/** A generator and its critic, and how their values are scaled. */
export interface GanPair {
  generator: Generator;
  critic: Critic;
  values: ValueMap;
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
export function buildGan(recipe: Pick<GanRecipe, 'network' | 'parameters'>, data: Scaled, draws: Draws): GanPair {
  const gan = ganNamed(recipe.network);
  const generator = gan.generator(data.shape, draws.child('generator'), recipe.parameters);
  const critic = gan.critic(data.shape, draws.child('critic'), recipe.parameters);
  const dispose = () => [generator, critic].forEach((network) => network.dispose());
  return { generator, critic, values: valueMapOf(data, gan.range), dispose };
}

/**
 * Takes the recipe's steps, from the first or from a checkpoint's.
 * @param samples standardised, as everywhere; labels are not looked at
 * @throws Problem `unfit` where there is no sample, or where the consistency term meets a critic without dropout
 */
export async function fitGan(
  { generator, critic, values }: GanPair,
  samples: SampleSet,
  recipe: GanRecipe,
  context: LongContext<GanReading>,
): Promise<void> {
  check(critic, samples, recipe);
  const { draws } = context;
  const real = await remembered(inRange(samples, values), sampleSize(generator.shape));
  const batchOf = numberedBatches(samples.count, recipe.batch, draws.child('batches'));
  const optimizers = [generator, critic].map(({ variables }) =>
    optimizerFor('adam', recipe.rate, variables, { betas: recipe.betas }),
  );
  const [forGenerator, forCritic] = [optimizers[0]!, optimizers[1]!];
  const trained: Trained[] = [
    { name: 'generator', network: generator, optimizer: forGenerator, stepsEach: 1 },
    { name: 'critic', network: critic, optimizer: forCritic, stepsEach: recipe.criticSteps },
  ];
  try {
    await takeSteps(context, recipe.steps, trained, async (step, wanted) => {
      const share = recipe.decay === 'linear' ? 1 - step / recipe.steps : 1;
      for (const optimizer of optimizers) optimizer.rate = recipe.rate * share;
      let terms: number[] = [];
      for (let turn = 0; turn < recipe.criticSteps; turn++) {
        await context.gate();
        const batch = await real.read(batchOf(step * recipe.criticSteps + turn));
        terms = (await valuesOf(criticTurn(step, turn, batch, wanted && turn === recipe.criticSteps - 1))) ?? terms;
      }
      const own = await valuesOf(generatorTurn(step, wanted));
      return own && readingOf(step + 1, terms, own[0]!, recipe);
    });
  } finally {
    for (const optimizer of optimizers) optimizer.dispose();
  }

  function latents(count: number, ...names: (string | number)[]): tf.Tensor2D {
    const { latent } = generator;
    return tf.tensor2d(latentPoints(draws.child('latents', ...names), count, latent), [count, latent]);
  }

  function modeOf(...names: (string | number)[]) {
    return { training: true, draws: draws.child('dropout', ...names) } as const;
  }

  /** @returns what is read off, where that is wanted */
  function criticTurn(step: number, turn: number, batch: Float32Array, wanted: boolean): tf.Tensor | undefined {
    return tf.tidy(() => {
      const x = tf.tensor(batch, [recipe.batch, ...generator.shape]);
      const generated = generator.generate(latents(recipe.batch, step, turn), modeOf('generator', step, turn));
      const chance = draws.child('interpolates', step, turn);
      const shares = Float32Array.from({ length: recipe.batch }, () => chance.uniform());
      const mode = modeOf('critic', step, turn);
      let read: tf.Tensor | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const terms = criticTerms(critic, { real: x, generated, shares }, recipe, mode);
        if (wanted) read = tf.keep(stacked(terms));
        return terms.loss;
      }, critic.variables as tf.Variable[]);
      value.dispose();
      forCritic.step(critic.variables.map((variable) => grads[variable.name]!));
      return read;
    });
  }

  function generatorTurn(step: number, wanted: boolean): tf.Tensor | undefined {
    return tf.tidy(() => {
      const z = latents(recipe.generatorBatch, step, 'generator');
      const { value, grads } = tf.variableGrads(() => {
        const generated = generator.generate(z, modeOf('generator', step));
        return generatorLoss(critic.judge(generated, modeOf('critic', step)), recipe.objective);
      }, generator.variables as tf.Variable[]);
      forGenerator.step(generator.variables.map((variable) => grads[variable.name]!));
      return wanted ? tf.reshape(value, [1]) : undefined;
    });
  }
}

/** Latent points `[count, latent]` row-major, standard normal. */
export const latentPoints = (draws: Draws, count: number, latent: number): Float32Array =>
  Float32Array.from({ length: count * latent }, () => draws.normal());

/** The tensor's values; it is freed. */
async function valuesOf(tensor: tf.Tensor | undefined): Promise<number[] | undefined> {
  if (!tensor) return undefined;
  try {
    return Array.from(await tensor.data<'float32'>());
  } finally {
    tensor.dispose();
  }
}

const none = (): tf.Scalar => tf.scalar(NaN);
const stacked = ({ loss, gap, norm = none(), consistency = none() }: CriticTerms): tf.Tensor =>
  tf.stack([loss, gap, norm, consistency]);

function readingOf(step: number, terms: readonly number[], own: number, recipe: GanRecipe): GanReading {
  const [criticLoss, gap, norm, consistency] = terms;
  return {
    step,
    criticLoss: criticLoss!,
    generatorLoss: own,
    wasserstein: recipe.objective === 'wgan' ? gap! : null,
    norm: recipe.penalty > 0 ? norm! : null,
    consistency: recipe.consistency > 0 ? consistency! : null,
  };
}

function check(critic: Critic, samples: SampleSet, recipe: GanRecipe): void {
  if (samples.count === 0)
    throw new Problem('unfit', 'There is no sample for a GAN to learn from.', 'Choose more data.');
  if (recipe.consistency > 0 && !critic.stochastic)
    throw new Problem(
      'unfit',
      'The consistency term compares passes that differ by dropout, and this critic has none.',
      'Switch its dropout on, or leave the term out.',
    );
}
