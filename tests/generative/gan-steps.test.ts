/**
 * Every GAN objective against the same steps in double precision. The critic is quadratic, so that its slope is known and
 * differs from point to point: a penalty that is not taken at the interpolates shows.
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fitGan, type GanPair, type GanReading } from '../../src/generative/gan-training.ts';
import { ganRecipeNamed, type GanRecipe } from '../../src/generative/recipes/gan-recipes.ts';
import { sampleSetOf } from '../../src/generative/value-scaling.ts';
import type { Mode } from '../../src/models/model.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { gradientOf, mean, plainAdam, softplus } from '../support/plain/descent.ts';
import { silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

type Pair = readonly [number, number];

/** Standardised samples; in the networks' range they are (x − shift) / factor. */
const samples: Pair[] = [[1, 0.4], [-0.6, 1.2], [0.3, -0.9]]; // prettier-ignore
const scaling = { factor: Float32Array.of(2, 0.5), shift: Float32Array.of(0.25, -0.125) };
const real = samples.map(([x, y]): Pair => [(x - 0.25) / 2, (y + 0.125) / 0.5]);

const firstGenerator = [0.7, -0.5, 0.2, 0.4];
const firstCritic = [0.9, -0.6];
/** Of the score, and not trained: the Wasserstein objective has no gradient by it. */
const BIAS = 0.1;
const DROPOUT = 0.5;

const recipeOf = (given: Partial<GanRecipe>): GanRecipe => ({
  ...ganRecipeNamed('plane-wgan-gp'),
  ...{
    penalty: 0,
    steps: 3,
    criticSteps: 2,
    batch: 2,
    generatorBatch: 3,
    rate: 0.05,
    betas: [0.5, 0.9],
    decay: 'none',
  },
  ...given,
});

/** Factors of dropout for so many rows of two. */
const masksOf = (rows: number, rng: Rng): Pair[] =>
  Array.from({ length: rows }, () => [0, 1].map(() => (rng.uniform() < DROPOUT ? 0 : 1 / (1 - DROPOUT))) as unknown as Pair); // prettier-ignore

/** G(z) = a ∘ z + c. D(x) = w · (x² ∘ mask) + 0.1, with dropout where the recipe has a consistency term. */
function stubGan({ consistency }: GanRecipe): GanPair {
  const variable = (values: number[], shape: number[]) => tf.tidy(() => tf.variable(tf.tensor(values, shape)));
  const [a, c] = [variable(firstGenerator.slice(0, 2), [2]), variable(firstGenerator.slice(2), [2])];
  const w = variable(firstCritic, [2, 1]);
  const stochastic = consistency > 0;
  const features = (x: tf.Tensor, mode: Mode): tf.Tensor2D => {
    const squares = tf.square(x) as tf.Tensor2D;
    if (!stochastic || !mode.training) return squares;
    return tf.mul(squares, tf.tensor2d(masksOf(x.shape[0]!, mode.rng).flat(), [x.shape[0]!, 2]));
  };
  const score = (values: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(values, w as tf.Tensor2D), BIAS);
  const rest = { shape: [2], state: [], dispose: () => undefined };
  return {
    generator: { ...rest, latent: 2, variables: [a, c], generate: (z) => tf.add(tf.mul(z, a), c) },
    critic: {
      ...{ ...rest, featureSize: 2, stochastic, variables: [w], features, score },
      scoreSamples: (x, mode) => score(features(x, mode)),
    },
    ...{ scaling, dispose: () => tf.dispose([a, c, w]) },
  };
}

async function trained(recipe: GanRecipe) {
  const gan = stubGan(recipe);
  const readings: GanReading[] = [];
  const monitor = { every: 1, report: (one: GanReading) => void readings.push(one) };
  const set = sampleSetOf(Float32Array.from(samples.flat()), [2]);
  await fitGan(gan, { recipe, samples: set }, { ...silentControl, rng: new Rng(6).child('generator'), monitor });
  const [generator, critic] = [gan.generator, gan.critic].map(({ variables }) => variables.flatMap((one) => [...one.dataSync()])); // prettier-ignore
  gan.dispose();
  return { generator: generator!, critic: critic!, readings };
}

const square = ([x, y]: Pair, [m, n]: Pair = [1, 1]): Pair => [m * x * x, n * y * y];
const scoreOf = (critic: readonly number[], features: Pair): number => critic[0]! * features[0] + critic[1]! * features[1] + BIAS; // prettier-ignore

/** The critic's loss of Arjovsky et al. 2017, Gulrajani et al. 2017 (λ) and Wei et al. 2018 (λ₂, M′), or of Goodfellow et al. 2014. */
function criticTermsOf(recipe: GanRecipe, batch: { real: Pair[]; generated: Pair[]; between: Pair[]; masks?: Pair[] }) {
  const n = batch.real.length;
  const mask = (row: number): Pair | undefined => batch.masks?.[row];
  return (critic: readonly number[]) => {
    const featuresOf = (points: Pair[], from: number) => points.map((x, i) => square(x, mask(from + i)));
    const [first, second] = [featuresOf(batch.real, 0), featuresOf(batch.real, 2 * n)];
    const scores = first.map((one) => scoreOf(critic, one));
    const generatedScores = featuresOf(batch.generated, n).map((one) => scoreOf(critic, one));
    const gap = mean(scores) - mean(generatedScores);
    // of w · (x² ∘ mask): 2 w ∘ mask ∘ x
    const norms = batch.between.map((x, i) =>
      Math.hypot(...[0, 1].map((d) => 2 * critic[d]! * x[d]! * (mask(3 * n + i)?.[d] ?? 1))),
    );
    const consistency = mean(
      first.map((features, i) => {
        const other = second[i]!;
        const scoreDifference = (scores[i]! - scoreOf(critic, other)) ** 2;
        const featureDifference = ((features[0] - other[0]) ** 2 + (features[1] - other[1]) ** 2) / 2;
        return Math.max(0, scoreDifference + 0.1 * featureDifference - recipe.slack);
      }),
    );
    const objective =
      recipe.objective === 'wgan'
        ? -gap
        : (mean(scores.map((s) => softplus(-s))) + mean(generatedScores.map(softplus))) / 2;
    const penalty = recipe.penalty * mean(norms.map((norm) => (norm - 1) ** 2));
    const loss = objective + penalty + (recipe.consistency > 0 ? recipe.consistency * consistency : 0);
    return { loss, gap, norm: mean(norms), consistency };
  };
}

function expected(recipe: GanRecipe) {
  const rng = new Rng(6).child('generator');
  const [generator, critic] = [[...firstGenerator], [...firstCritic]];
  const [generatorStep, criticStep] = [plainAdam(recipe.betas), plainAdam(recipe.betas)];
  const latentsOf = (count: number, ...names: (string | number)[]): Pair[] => {
    const stream = rng.child('latents', ...names);
    return Array.from({ length: count }, () => [stream.normal(), stream.normal()] as const);
  };
  const generatedOf = (weights: readonly number[], latents: Pair[]): Pair[] =>
    latents.map(([x, y]) => [weights[0]! * x + weights[2]!, weights[1]! * y + weights[3]!]);
  const order = (epoch: number) => rng.child('batches').child('epoch', epoch).permutation(real.length);
  const realBatch = (number: number): Pair[] =>
    Array.from({ length: recipe.batch }, (_, i) => {
      const index = number * recipe.batch + i;
      return real[order(Math.floor(index / real.length))[index % real.length]!]!;
    });
  const n = recipe.batch;
  const readings: GanReading[] = [];
  for (let step = 0; step < recipe.steps; step++) {
    const rate = recipe.rate * (recipe.decay === 'linear' ? 1 - step / recipe.steps : 1);
    let terms = { loss: NaN, gap: NaN, norm: NaN, consistency: NaN };
    for (let index = 0; index < recipe.criticSteps; index++) {
      const [own, generated] = [realBatch(step * recipe.criticSteps + index), generatedOf(generator, latentsOf(n, step, index))]; // prettier-ignore
      const interpolation = rng.child('interpolates', step, index);
      // e · real + (1 − e) · generated
      const between = own.map((x, i): Pair => {
        const e = interpolation.uniform();
        return [e * x[0] + (1 - e) * generated[i]![0], e * x[1] + (1 - e) * generated[i]![1]];
      });
      // real, generated and real again, then the interpolates, each row with dropout of its own
      const masks = recipe.consistency > 0 ? masksOf(4 * n, rng.child('dropout', 'critic', step, index)) : undefined;
      const termsOf = criticTermsOf(recipe, { real: own, generated, between, ...(masks && { masks }) });
      terms = termsOf(critic);
      criticStep(critic, gradientOf((weights) => termsOf(weights).loss, critic), rate); // prettier-ignore
    }
    const latents = latentsOf(recipe.generatorBatch, step, 'generator');
    const masks = recipe.consistency > 0 ? masksOf(recipe.generatorBatch, rng.child('dropout', 'critic', step)) : [];
    const generatorLoss = (weights: readonly number[]): number => {
      const scores = generatedOf(weights, latents).map((x, i) => scoreOf(critic, square(x, masks[i])));
      return recipe.objective === 'wgan' ? -mean(scores) : mean(scores.map((s) => softplus(-s)));
    };
    readings.push({
      ...{ step: step + 1, criticLoss: terms.loss, generatorLoss: generatorLoss(generator) },
      wasserstein: recipe.objective === 'wgan' ? terms.gap : null,
      norm: recipe.penalty > 0 ? terms.norm : null,
      consistency: recipe.consistency > 0 ? terms.consistency : null,
    });
    generatorStep(generator, gradientOf(generatorLoss, generator), rate);
  }
  return { generator, critic, readings };
}

describe('generator and critic take the steps of', () => {
  test.each<[string, Partial<GanRecipe>]>([
    ['a DCGAN', { objective: 'dcgan' }],
    ['a DCGAN with other β', { objective: 'dcgan', betas: [0.1, 0.99], criticSteps: 1 }],
    ['a Wasserstein GAN', { objective: 'wgan' }],
    ['WGAN-GP', { objective: 'wgan', penalty: 10 }],
    ['WGAN-GP with another λ and a falling rate', { objective: 'wgan', penalty: 0.5, decay: 'linear' }],
    ['WGAN-GP with the consistency term', { objective: 'wgan', penalty: 10, consistency: 2, slack: 0 }],
    ['WGAN-GP with slack in the consistency term', { objective: 'wgan', penalty: 1, consistency: 3, slack: 0.2 }],
  ])('%s', async (_, given) => {
    const recipe = recipeOf(given);
    const [found, worked] = [await trained(recipe), expected(recipe)];
    worked.critic.forEach((weight, i) => expect(found.critic[i], `critic ${i}`).toBeCloseTo(weight, 4));
    worked.generator.forEach((weight, i) => expect(found.generator[i], `generator ${i}`).toBeCloseTo(weight, 4));
    expect(found.readings).toHaveLength(recipe.steps);
    worked.readings.forEach((reading, i) =>
      expect(found.readings[i]).toEqual(
        Object.fromEntries(Object.entries(reading).map(([name, value]) => [name, value === null ? null : expect.closeTo(value as number, 3)])), // prettier-ignore
      ),
    );
  });
});
