/**
 * Trains a generator against a critic: DCGAN, WGAN-GP and WGAN-GP with the consistency term, as the recipe says. A resumed
 * training comes to the same weights as an uninterrupted one.
 */
import type { InitialWeights } from '../models/parts/weights.ts';
import { sampleSize } from '../protocol/dataset.ts';
import { Problem } from '../protocol/problem.ts';
import type { Rng } from '../random/rng.ts';
import { optimizerFor, type Optimizer } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import type { TrainedNetwork } from '../trainer/checkpoint.ts';
import { resumableBatches } from '../trainer/resumable-batches.ts';
import { cachedInMemory } from '../trainer/sample-cache.ts';
import { stepSchedule } from '../trainer/schedule.ts';
import { runTrainingLoop, type StepResult } from '../trainer/training-loop.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import { criticTerms, generatorLoss, type CriticTerms } from './gan-objectives.ts';
import { ganNamed } from './index.ts';
import type { TrainingOptions } from './network-training.ts';
import type { Critic, Generator } from './networks/generative-networks.ts';
import type { GanRecipe } from './recipes/gan-recipes.ts';
import { scalingFor, type ValueScaling } from '../models/parts/value-scaling.ts';
import { samplesInNetworkRange, type DataScale } from './value-scaling.ts';

/** A generator, its critic, and the scaling between their values and the learner's. */
export interface GanPair {
  generator: Generator;
  critic: Critic;
  scaling: ValueScaling;
  dispose(): void;
}

/** Numbers of one step, from the critic's last batch. */
export interface GanReading {
  /** Steps done. */
  step: number;
  criticLoss: number;
  generatorLoss: number;
  /** Mean score of real less mean score of generated samples; null for a DCGAN, whose scores are logits. */
  wasserstein: number | null;
  /** Mean norm of the critic's gradient between real and generated samples; null without gradient penalty. */
  norm: number | null;
  /** The consistency term without its weight; null where the recipe has none. */
  consistency: number | null;
}

/**
 * Untrained networks.
 * @throws Problem `unfit` where the recipe's networks do not take this data
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

export interface GanTask {
  recipe: GanRecipe;
  /** Standardised; labels are ignored. */
  samples: SampleSet;
}

/**
 * Takes the recipe's steps, from the first or from a checkpoint's.
 * @throws Problem `unfit` where there is no sample, or where a consistency term has a critic without dropout
 */
export async function fitGan(gan: GanPair, task: GanTask, options: TrainingOptions<GanReading>): Promise<void> {
  const { generator, critic, scaling } = gan;
  const { recipe, samples } = task;
  requireTrainable(critic, task);
  const schedule = stepSchedule(recipe.steps, recipe.decay);
  const learningRate = (step: number): number => recipe.rate * schedule.learningRateFactor(step);
  const optimizerOf = ({ variables }: Critic | Generator): Optimizer =>
    optimizerFor('adam', recipe.rate, variables, { betas: recipe.betas }); // prettier-ignore
  const optimizers = { generator: optimizerOf(generator), critic: optimizerOf(critic) };
  const networks: TrainedNetwork[] = [
    { name: 'generator', network: generator, optimizer: optimizers.generator, learningRate },
    {
      name: 'critic',
      network: critic,
      optimizer: optimizers.critic,
      learningRate,
      optimizerStepsPerStep: recipe.criticSteps,
    },
  ];
  const values = await cachedInMemory(samplesInNetworkRange(samples, scaling), sampleSize(generator.shape));
  const positionsOfBatch = resumableBatches(samples.count, recipe.batch, options.rng.child('batches'));
  const steps = new GanSteps(gan, optimizers, { recipe, rng: options.rng });

  async function trainStep(step: number, withReading: boolean): Promise<StepResult<GanReading>> {
    let terms: number[] = [];
    for (let index = 0; index < recipe.criticSteps; index++) {
      await options.yield?.();
      const batch = await values.read(positionsOfBatch(step * recipe.criticSteps + index));
      const read = withReading && index === recipe.criticSteps - 1;
      terms = (await readAndDispose(steps.critic([step, index], batch, read))) ?? terms;
    }
    const loss = await readAndDispose(steps.generator(step, withReading));
    return { reading: loss && toReading({ step: step + 1, terms, generatorLoss: loss[0]! }, recipe) };
  }

  try {
    await runTrainingLoop<GanReading>({ ...options, networks, schedule, trainStep }, options);
  } finally {
    for (const optimizer of Object.values(optimizers)) optimizer.dispose();
  }
}

/** Gradient steps of critic and generator; each draws from streams named by its step. */
class GanSteps {
  constructor(
    private readonly gan: GanPair,
    private readonly optimizers: Record<'generator' | 'critic', Optimizer>,
    private readonly given: { recipe: GanRecipe; rng: Rng },
  ) {}

  /**
   * @param at the generator's step and the critic's step within it
   * @param batch real samples in the generator's range
   * @returns the argument of `toReading`, if a reading is due
   */
  critic(at: readonly [step: number, index: number], batch: Float32Array, withReading: boolean): tf.Tensor | undefined {
    const { generator, critic } = this.gan;
    const { recipe, rng } = this.given;
    return tf.tidy(() => {
      const real = tf.tensor(batch, [recipe.batch, ...generator.shape]);
      const generated = generator.generate(this.latents(recipe.batch, ...at), this.mode('generator', ...at));
      const interpolationRng = rng.child('interpolates', ...at);
      const interpolation = Float32Array.from({ length: recipe.batch }, () => interpolationRng.uniform());
      const mode = this.mode('critic', ...at);
      let reading: tf.Tensor | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const terms = criticTerms(critic, { real, generated, interpolation }, { recipe, mode });
        if (withReading) reading = tf.keep(stackTerms(terms));
        return terms.loss;
      }, critic.variables as tf.Variable[]);
      value.dispose();
      this.optimizers.critic.step(critic.variables.map((variable) => grads[variable.name]!));
      return reading;
    });
  }

  /** @returns the loss `[1]`, where a reading is due */
  generator(step: number, withReading: boolean): tf.Tensor | undefined {
    const { generator, critic } = this.gan;
    const { recipe } = this.given;
    return tf.tidy(() => {
      const z = this.latents(recipe.generatorBatch, step, 'generator');
      const { value, grads } = tf.variableGrads(() => {
        const generated = generator.generate(z, this.mode('generator', step));
        return generatorLoss(critic.scoreSamples(generated, this.mode('critic', step)), recipe.objective);
      }, generator.variables as tf.Variable[]);
      this.optimizers.generator.step(generator.variables.map((variable) => grads[variable.name]!));
      return withReading ? tf.reshape(value, [1]) : undefined;
    });
  }

  private latents(count: number, ...names: (string | number)[]): tf.Tensor2D {
    const { latent } = this.gan.generator;
    return tf.tensor2d(latentPoints(this.given.rng.child('latents', ...names), count, latent), [count, latent]);
  }

  private mode(...names: (string | number)[]) {
    return { training: true, rng: this.given.rng.child('dropout', ...names) } as const;
  }
}

/** Latent points `[count, latent]` row-major, standard normal. */
export const latentPoints = (rng: Rng, count: number, latent: number): Float32Array =>
  Float32Array.from({ length: count * latent }, () => rng.normal());

/** The tensor's values; frees the tensor. */
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

function toReading(
  { step, terms, generatorLoss: loss }: { step: number; terms: readonly number[]; generatorLoss: number },
  recipe: GanRecipe,
): GanReading {
  const [criticLoss, gap, norm, consistency] = terms;
  return {
    step,
    criticLoss: criticLoss!,
    generatorLoss: loss,
    wasserstein: recipe.objective === 'wgan' ? gap! : null,
    norm: recipe.penalty > 0 ? norm! : null,
    consistency: recipe.consistency > 0 ? consistency! : null,
  };
}

function requireTrainable(critic: Critic, { samples, recipe }: GanTask): void {
  if (samples.count === 0)
    throw new Problem('unfit', 'There is no sample for a GAN to learn from.', 'Choose more data.');
  if (recipe.consistency > 0 && !critic.stochastic)
    throw new Problem(
      'unfit',
      'The consistency term compares passes that differ by dropout, and this critic has none.',
      'Switch its dropout on, or leave the term out.',
    );
}
