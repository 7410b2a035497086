import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import type { Critic } from '../../src/generative/networks/generative-networks.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { gradientNorms } from '../../src/tensor/layers.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { TrainingOptions } from '../../src/generative/network-training.ts';
import { consistencyTerm, criticTerms } from '../../src/generative/gan-objectives.ts';
import { ganRecipeNamed, type GanRecipe } from '../../src/generative/recipes/gan-recipes.ts';
import { criticFeatures, sampleGenerator } from '../../src/generative/gan-sampling.ts';
import { restoreWeights, type Checkpoint } from '../../src/trainer/checkpoint.ts';
import { sampleSetOf, type DataScale } from '../../src/generative/value-scaling.ts';
import { buildGan, fitGan, latentPoints, type GanPair, type GanReading } from '../../src/generative/gan-training.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';
import { savedEvery } from '../support/saved-checkpoints.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const images: DataScale = { shape: [16, 16, 2], dtype: 'uint8', scale: { mean: [0.3, 0.6], std: [0.2, 0.4] } };
const flat: DataScale = { shape: [2], dtype: 'float32', scale: { mean: [1, -2], std: [3, 0.5] } };

/** Standardised images of noise. */
const noise = (count: number) => sampleSetOf(latentPoints(new Rng(5), count, 16 * 16 * 2), images.shape);

const small = (name: string, given: Partial<GanRecipe> = {}): GanRecipe => {
  const recipe = ganRecipeNamed(name);
  const narrow: ParameterValues = recipe.network === 'gan-plane' ? { units: 8, latent: 2 } : { width: 1 / 16 };
  return {
    ...recipe,
    parameters: { ...recipe.parameters, ...narrow },
    batch: 6,
    generatorBatch: 8,
    steps: 4,
    ...given,
  };
};

const values = ({ generator, critic }: GanPair): number[] =>
  [generator, critic].flatMap(({ variables, state }) => [...variables, ...state].flatMap((one) => [...one.dataSync()]));

async function trained(
  recipe: GanRecipe,
  data: DataScale,
  context: Partial<TrainingOptions<GanReading>> = {},
  seed = 1,
): Promise<{ weights: number[]; gan: GanPair }> {
  const gan = buildGan(recipe, data, new Rng(seed).child('weights'));
  const samples = data === flat ? planeSamples(20, 1, () => 0) : noise(20);
  try {
    await fitGan(gan, { recipe, samples }, { ...silentControl, rng: new Rng(seed).child('gan'), ...context });
  } catch (error) {
    gan.dispose();
    throw error;
  }
  return { weights: values(gan), gan };
}

/** Every way that there is to train: cross-entropy, batch norm in the generator, penalty, dropout twice, falling rate. */
const ways: [string, DataScale][] = [
  ['plane-wgan-gp', flat],
  ['reduced-dcgan-28', images],
  ['reduced-wgan-gp-32', images],
  ['reduced-residual-wgan-ct-32', images],
];

describe.each(ways)('%s', (name, data) => {
  test('has equal weights, bit for bit, with and without interruption', async () => {
    const recipe = small(name);
    const kept: Checkpoint[] = [];
    const whole = await trained(
      recipe,
      data,
      savedEvery(1, (one) => kept.push(one)),
    );
    expect(kept.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    // as the store gives it back, in networks that began elsewhere
    const from = structuredClone(kept[1]!);
    const again = buildGan(recipe, data, new Rng(77));
    const samples = data === flat ? planeSamples(20, 1, () => 0) : noise(20);
    await fitGan(again, { recipe, samples }, { ...silentControl, rng: new Rng(1).child('gan'), resumeFrom: from });
    expect(values(again)).toEqual(whole.weights);
    // and the checkpoint that was gone on from is as it was
    expect(from).toEqual(kept[1]);
    whole.gan.dispose();
    again.dispose();
  });

  test('draws all random numbers from the given stream', async () => {
    const recipe = small(name, { steps: 2 });
    const runs = [await trained(recipe, data), await trained(recipe, data), await trained(recipe, data, {}, 2)];
    expect(runs[1]!.weights).toEqual(runs[0]!.weights);
    expect(runs[2]!.weights).not.toEqual(runs[0]!.weights);
    for (const { gan } of runs) gan.dispose();
  });

  test('reports the readings of its objective, and leaks no tensor', async () => {
    const recipe = small(name, { steps: 3 });
    const readings: GanReading[] = [];
    const leaks = await leaksOf(async () => {
      const watch = { every: 2, report: (one: GanReading) => void readings.push(one) };
      (await trained(recipe, data, { monitor: watch })).gan.dispose();
    });
    expect(leaks).toEqual({ tensors: 0, data: 0 });
    expect(readings.map(({ step }) => step)).toEqual([2, 3]);
    for (const { criticLoss, generatorLoss, wasserstein, norm, consistency } of readings) {
      for (const one of [criticLoss, generatorLoss]) expect(one).toSatisfy(Number.isFinite);
      expect(typeof wasserstein).toBe(recipe.objective === 'wgan' ? 'number' : 'object');
      expect(typeof norm).toBe(recipe.penalty > 0 ? 'number' : 'object');
      if (recipe.consistency > 0) expect(consistency).toBeGreaterThan(0);
      else expect(consistency).toBeNull();
    }
  });

  test('stops when the control throws, and disposes of its tensors', async () => {
    let calls = 0;
    const checkpoint = () => (++calls > 4 ? Promise.reject(new Error('stopped')) : Promise.resolve());
    await expect(trained(small(name, { steps: 1000 }), data, { checkpoint })).rejects.toThrow('stopped');
  });
});

describe('the terms of the critic', () => {
  const opposed = () => ({
    real: tf.tensor2d([1, 2, 3, 4], [2, 2]),
    generated: tf.tensor2d([0, 0, 1, 0], [2, 2]),
    interpolation: Float32Array.of(0.25, 0.5),
  });
  /** D(x) = w · x, whose gradient is w everywhere. */
  const linear = (w: number[], features = (x: tf.Tensor) => x as tf.Tensor2D): Critic => {
    const score = (x: tf.Tensor) => tf.matMul<tf.Tensor2D>(x as tf.Tensor2D, tf.tensor2d(w, [2, 1]));
    const rest = { shape: [2], featureSize: 2, stochastic: true, variables: [], state: [], dispose: () => undefined };
    return { ...rest, features, score, scoreSamples: score };
  };
  const mode = { training: true, rng: new Rng(1) } as const;
  const read = (work: () => tf.Tensor): number => tf.tidy(() => work().dataSync()[0]!);

  test('equal the published ones on a known critic', () => {
    const recipe = ganRecipeNamed('reduced-wgan-gp-28');
    // mean scores: real (3·1 + 4·2 + 3·3 + 4·4) / 2 = 18, generated (0 + 3) / 2 = 1.5; ‖w‖ = 5
    expect(read(() => criticTerms(linear([3, 4]), opposed(), { recipe, mode }).gap)).toBeCloseTo(16.5, 4);
    expect(read(() => criticTerms(linear([3, 4]), opposed(), { recipe, mode }).norm!)).toBeCloseTo(5, 4);
    expect(read(() => criticTerms(linear([3, 4]), opposed(), { recipe, mode }).loss)).toBeCloseTo(-16.5 + 10 * 16, 3);
    const dcgan = ganRecipeNamed('reduced-dcgan-28');
    const [real, generated] = [
      [1, 3],
      [0, 1],
    ].map((row) => row.map((x) => Math.log1p(Math.exp(x))));
    // logits x₁: −ln σ(x) = softplus(x) − x of the real ones, softplus of the generated
    const told = (real![0]! - 1 + real![1]! - 3) / 2 + (generated![0]! + generated![1]!) / 2;
    expect(read(() => criticTerms(linear([1, 0]), opposed(), { recipe: dcgan, mode }).loss)).toBeCloseTo(told / 2, 5);
  });

  test('include a consistency term that is zero without dropout and as published with it', () => {
    const recipe = { ...ganRecipeNamed('reduced-residual-wgan-ct-32'), penalty: 0 };
    expect(read(() => criticTerms(linear([3, 4]), opposed(), { recipe, mode }).consistency!)).toBe(0);
    const verdicts = (scores: number[], features: number[]) => ({
      scores: tf.tensor2d(scores, [2, 1]),
      features: tf.tensor2d(features, [2, 2]),
    });
    const term = (slack: number) =>
      read(() => consistencyTerm(verdicts([1, 5], [0, 0, 1, 1]), verdicts([3, 5], [2, 4, 1, 1]), slack));
    expect(term(0)).toBeCloseTo((4 + 0.1 * 10) / 2, 5); // the second sample differs in nothing
    expect(term(2)).toBeCloseTo(3 / 2, 5);
    // seen through different halves, the two passes of one sample differ, and weigh λ₂ = 2
    let row = 0;
    const halves = (x: tf.Tensor) =>
      tf.mul<tf.Tensor2D>(
        x as tf.Tensor2D,
        tf.tensor2d(Array.from({ length: x.shape[0]! }, () => (row++ < 4 ? [1, 1] : [0, 1]))),
      );
    const terms = tf.tidy(() => {
      const { loss, gap, consistency } = criticTerms(linear([3, 4], halves), opposed(), { recipe, mode });
      return [loss, gap, consistency!].map((one) => one.dataSync()[0]!);
    });
    const consistency = (3 ** 2 + 9 ** 2) / 2 + (0.1 * (1 + 9)) / 2 / 2;
    expect(terms[2]).toBeCloseTo(consistency, 4);
    expect(terms[0]).toBeCloseTo(-terms[1]! + 2 * consistency, 3);
  });

  test('refuse a critic without dropout for the consistency term', async () => {
    const recipe = small('reduced-residual-wgan-ct-32', { parameters: { width: 1 / 16, dropout: false } });
    await expect(trained(recipe, images)).rejects.toMatchObject({ code: 'unfit' });
  });
});

test('a critic learns gradient norms of 1 between real and generated samples', async () => {
  const published = { penalty: 10, rate: 1e-3 };
  const recipe = { ...ganRecipeNamed('plane-wgan-gp'), ...published, steps: 40, batch: 32, generatorBatch: 32 };
  const gan = buildGan(recipe, flat, new Rng(1).child('weights'));
  const points = planeSamples(200, 3, () => 0);
  const real = await points.read(Int32Array.from({ length: 200 }, (_, i) => i));
  const norm = async () => {
    const made = await sampleGenerator(gan, latentPoints(new Rng(8), 200, 2), silentControl);
    const shares = new Rng(4);
    const between = real.map((x, i) => x + shares.uniform() * (made[i]! - x));
    return tf.tidy(() => {
      const norms = gradientNorms(
        (x) => gan.critic.scoreSamples(x, { training: false }),
        tf.tensor2d(between, [200, 2]),
      );
      return [...norms.dataSync()];
    });
  };
  const away = (norms: number[]) => norms.reduce((sum, one) => sum + Math.abs(one - 1), 0) / norms.length;
  const before = away(await norm());
  await fitGan(gan, { recipe, samples: points }, { ...silentControl, rng: new Rng(1) });
  const after = away(await norm());
  expect(after).toBeLessThan(0.2);
  expect(after).toBeLessThan(before / 2);
  gan.dispose();
});

test('samples and features do not depend on their batch, and are in the scale of the learner', async () => {
  const recipe = small('reduced-wgan-gp-32');
  const { gan } = await trained(recipe, images);
  const z = latentPoints(new Rng(3), 5, gan.generator.latent);
  const all = await sampleGenerator(gan, z, silentControl);
  const one = await sampleGenerator(gan, z.slice(2 * 128, 3 * 128), silentControl);
  const size = 16 * 16 * 2;
  one.forEach((value, i) => expect(value).toBeCloseTo(all[2 * size + i]!, 4));
  // −1 … 1 stands for 0 … 255: standardised, the first channel lies within (0 − .3) / .2 … (1 − .3) / .2
  const firsts = all.filter((_, i) => i % 2 === 0);
  expect(Math.min(...firsts)).toBeGreaterThanOrEqual(-1.5 - 1e-4);
  expect(Math.max(...firsts)).toBeLessThanOrEqual(3.5 + 1e-4);
  const features = async (set: Float32Array) => {
    const rows: number[] = [];
    for await (const { values: part } of criticFeatures(gan, sampleSetOf(set, images.shape), silentControl))
      rows.push(...part);
    return rows;
  };
  const both = await features(all);
  expect(both).toHaveLength(5 * gan.critic.featureSize);
  const alone = await features(one);
  alone.forEach((value, i) => expect(value).toBeCloseTo(both[2 * gan.critic.featureSize + i]!, 4));
  // the critic sees what the generator gave, not what the learner sees
  const own = tf.tidy(() => {
    const made = gan.generator.generate(tf.tensor2d(z, [5, 128]), { training: false });
    return [...gan.critic.features(made, { training: false }).dataSync()];
  });
  own.forEach((value, i) => expect(value).toBeCloseTo(both[i]!, 4));
  gan.dispose();
});

test('a checkpoint of other networks is refused with a message', async () => {
  const { gan } = await trained(small('plane-wgan-gp'), flat);
  const checkpoint = { step: 1, arrays: { generator: new Float32Array(7) } };
  expect(() => restoreWeights(gan.generator, checkpoint, 'generator')).toThrow(/7 values/);
  expect(() => restoreWeights(gan.generator, checkpoint, 'critic')).toThrow(/0 values/);
  gan.dispose();
});
