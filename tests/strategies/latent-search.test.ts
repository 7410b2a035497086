import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { Network } from '../../src/models/model.ts';
import { objectiveAt, searchLatent, type LatentSearchOptions } from '../../src/strategies/support/latent-search.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { DataScale } from '../../src/generative/value-scaling.ts';
import { buildGan, latentPoints, type GanPair } from '../../src/generative/gan-training.ts';
import { sampleGenerator } from '../../src/generative/gan-sampling.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

type Search = Omit<LatentSearchOptions, 'count' | 'rng'>;

const still = { checkpoint: () => Promise.resolve(), progress: () => {} };
const flat: DataScale = { shape: [2], dtype: 'float32', scale: { mean: [1, -2], std: [3, 0.5] } };
const images: DataScale = { shape: [16, 16, 1], dtype: 'uint8', scale: { mean: [0.3], std: [0.2] } };
const entropy: Search = { steps: 100, rate: 0.05, objective: 'entropy' };

const planeGan = (seed: number): GanPair =>
  buildGan({ network: 'gan-plane', parameters: { units: 16, latent: 2 } }, flat, new Rng(seed).child('gan'));
const imageGan = (network: string): GanPair => buildGan({ network, parameters: { width: 1 / 16 } }, images, new Rng(3));

/** Scales the last layer's weights, so that predictions at random points are confident. */
function sharp(learner: Network, times: number): Network {
  const weights = learner.variables.at(-2)!;
  tf.tidy(() => weights.assign(tf.mul(weights, times)));
  return learner;
}
const learnerOf = (name: string, shape: number[], classes: number, seed: number, parameters = {}): Network =>
  modelNamed(name).build({ shape, classes, rng: new Rng(seed).child('learner'), parameters });

/** The initial points of a search, and their objectives. */
function begun(gan: GanPair, learner: Network, count: number, { objective }: Search, rng: Rng) {
  const { latent } = gan.generator;
  const start = latentPoints(rng, count, latent);
  const before = tf.tidy(() =>
    objectiveAt({ gan, learner }, objective, tf.tensor2d(start, [count, latent]))
      .dataSync<'float32'>()
      .slice(),
  );
  return { start, before };
}

const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** H of softmax over w·x + b in double precision, for a linear learner. */
function entropyByHand(learner: Network, samples: Float32Array): number[] {
  const [w, b] = learner.variables.map((one) => one.dataSync());
  const [size, classes] = [learner.featureSize, learner.classes];
  return Array.from({ length: samples.length / size }, (_, n) => {
    const logits = Array.from({ length: classes }, (_, c) => {
      let sum = b![c]!;
      for (let d = 0; d < size; d++) sum += samples[n * size + d]! * w![d * classes + c]!;
      return sum;
    });
    const total = logits.reduce((sum, one) => sum + Math.exp(one), 0);
    return -logits.reduce((sum, one) => sum + (Math.exp(one) / total) * (one - Math.log(total)), 0);
  });
}

test.each(Array.from({ length: 10 }, (_, seed) => seed))(
  'seed %i: the generated samples are more uncertain than those of random points',
  async (seed) => {
    const [gan, learner] = [planeGan(seed), sharp(learnerOf('mlp', [2], 3, seed, { units: 16 }), 4)];
    const finds = await searchLatent({ gan, learner }, { ...entropy, count: 20, rng: new Rng(seed) }, still);
    const { before } = begun(gan, learner, 20, entropy, new Rng(seed));
    expect(mean(finds.objectives)).toBeGreaterThan(1.1 * mean(before));
    // hardly one is worse off: the steps of Adam may pass over a narrow ridge
    expect(finds.objectives.filter((after, i) => after < before[i]! - 0.05).length).toBeLessThanOrEqual(2);
    gan.dispose();
    learner.dispose();
  },
);

describe('the gradient with respect to z agrees with finite differences', () => {
  test.each([
    ['gan-28', 'entropy', { loss: 'cross-entropy' }],
    ['gan-32', 'entropy', { loss: 'cross-entropy' }],
    ['gan-28', 'minimum-distance', { loss: 'hinge' }],
    ['gan-28', 'minimum-distance', { loss: 'cross-entropy' }],
  ] as const)('%s, %s, %j', (network, objective, parameters) => {
    const [gan, learner] = [imageGan(network), learnerOf('linear', images.shape, 2, 1, parameters)];
    const z = latentPoints(new Rng(1), 3, 128);
    const sum = (at: Float32Array) =>
      tf.tidy(() => tf.sum(objectiveAt({ gan, learner }, objective, tf.tensor2d(at, [3, 128]))).dataSync()[0]!);
    const gradient = tf.tidy(() =>
      tf
        .grad((at) => tf.sum(objectiveAt({ gan, learner }, objective, at as tf.Tensor2D)))(tf.tensor2d(z, [3, 128]))
        .dataSync()
        .slice(),
    );
    // along random directions: single precision leaves too little of one coordinate's
    const rng = new Rng(9);
    for (let time = 0; time < 5; time++) {
      const way = Float32Array.from(z, () => rng.normal());
      const step = 5e-4;
      const [ahead, behind] = [1, -1].map((sign) => sum(z.map((value, i) => value + sign * step * way[i]!)));
      const slope = way.reduce((all, one, i) => all + one * gradient[i]!, 0);
      const size = Math.hypot(...gradient) * Math.hypot(...way);
      expect(Math.abs((ahead! - behind!) / (2 * step) - slope)).toBeLessThan(0.02 * Math.abs(slope) + 0.002 * size);
    }
    gan.dispose();
    learner.dispose();
  });
});

describe('the generated samples', () => {
  test('are in the scale of the learner, and so are their objectives', async () => {
    for (const network of ['gan-28', 'gan-32']) {
      const [gan, learner] = [imageGan(network), sharp(learnerOf('linear', images.shape, 2, 1), 3)];
      const { samples, objectives: after } = await searchLatent(
        { gan, learner },
        { ...entropy, count: 5, rng: new Rng(2) },
        still,
      );
      entropyByHand(learner, samples).forEach((one, i) => expect(after[i]).toBeCloseTo(one, 3));
      // without a step they are where they began
      const { start, before } = begun(gan, learner, 5, entropy, new Rng(2));
      const first = await searchLatent({ gan, learner }, { ...entropy, steps: 0, count: 5, rng: new Rng(2) }, still);
      const made = await sampleGenerator(gan, start, still);
      made.forEach((value, i) => expect(value).toBeCloseTo(first.samples[i]!, 4));
      entropyByHand(learner, made).forEach((one, i) => expect(before[i]).toBeCloseTo(one, 3));
      expect(first.objectives).toEqual(before);
      expect(Math.min(...samples)).toBeGreaterThanOrEqual(-1.5 - 1e-4); // (0 − .3) / .2
      expect(Math.max(...samples)).toBeLessThanOrEqual(3.5 + 1e-4);
      gan.dispose();
      learner.dispose();
    }
  });

  test('are near the hyper-plane with the objective of distance, in the units of the pool’s distances', async () => {
    for (const parameters of [{ loss: 'hinge' }, { loss: 'cross-entropy' }]) {
      const [gan, learner] = [planeGan(4), learnerOf('linear', [2], 2, 2, parameters)];
      const search: Search = { steps: 100, rate: 0.02, objective: 'minimum-distance' };
      const { samples, objectives: after } = await searchLatent(
        { gan, learner },
        { ...search, count: 30, rng: new Rng(1) },
        still,
      );
      const { before } = begun(gan, learner, 30, search, new Rng(1));
      const [w, b] = learner.variables.map((one) => [...one.dataSync()]);
      const plane =
        parameters.loss === 'hinge' ? [w![0]!, w![1]!, b![0]!] : [w![1]! - w![0]!, w![3]! - w![2]!, b![1]! - b![0]!];
      after.forEach((distance, i) => {
        const signed = plane[0]! * samples[2 * i]! + plane[1]! * samples[2 * i + 1]! + plane[2]!;
        expect(distance).toBeCloseTo(Math.abs(signed) / Math.hypot(plane[0]!, plane[1]!), 4);
      });
      expect(mean(after)).toBeLessThan(0.3 * mean(before));
      gan.dispose();
      learner.dispose();
    }
  });

  test('come with the path of every point, from its start to its end', async () => {
    const [gan, learner] = [planeGan(1), learnerOf('mlp', [2], 2, 1, { units: 8 })];
    const search = { ...entropy, steps: 6, pathPoints: 7 };
    const { samples, paths } = await searchLatent({ gan, learner }, { ...search, count: 4, rng: new Rng(1) }, still);
    const { start } = begun(gan, learner, 4, search, new Rng(1));
    expect(paths).toHaveLength(7 * 4 * 2);
    expect(paths!.slice(0, 8)).toEqual(await sampleGenerator(gan, start, still));
    expect(paths!.slice(-8)).toEqual(samples);
    const turns = Array.from({ length: 6 }, (_, step) => paths!.slice(8 * step, 8 * step + 8));
    turns.slice(1).forEach((now, i) => expect(now).not.toEqual(turns[i]));
    // fewer places are some of these, the first and the last among them
    const some = await searchLatent({ gan, learner }, { ...search, pathPoints: 3, count: 4, rng: new Rng(1) }, still);
    expect([...some.paths!]).toEqual([0, 3, 6].flatMap((step) => [...paths!.slice(8 * step, 8 * step + 8)]));
    const most = await searchLatent({ gan, learner }, { ...search, pathPoints: 40, count: 4, rng: new Rng(1) }, still);
    expect(most.paths).toEqual(paths);
    gan.dispose();
    learner.dispose();
  });

  test('do not depend on their number, are determined by the random stream, and leave no tensors', async () => {
    const leaks = await leaksOf(async () => {
      const [gan, learner] = [planeGan(1), learnerOf('mlp', [2], 3, 1, { units: 8 })];
      const weights = [...gan.generator.variables, ...learner.variables].map((one) => [...one.dataSync()]);
      const search = { ...entropy, steps: 3, pathPoints: 4 };
      const many = await searchLatent({ gan, learner }, { ...search, count: 150, rng: new Rng(1) }, still);
      const few = await searchLatent({ gan, learner }, { ...search, count: 5, rng: new Rng(1) }, still);
      few.samples.forEach((value, i) => expect(value).toBeCloseTo(many.samples[i]!, 5));
      few.objectives.forEach((value, i) => expect(value).toBeCloseTo(many.objectives[i]!, 5));
      for (let step = 0; step <= 3; step++)
        few
          .paths!.slice(10 * step, 10 * step + 10)
          .forEach((value, i) => expect(value).toBeCloseTo(many.paths![300 * step + i]!, 5));
      expect(many.objectives.at(-1)).toBeGreaterThan(0); // those of the second lot too
      const other = await searchLatent({ gan, learner }, { ...search, count: 5, rng: new Rng(2) }, still);
      expect(other.samples).not.toEqual(few.samples);
      expect([...gan.generator.variables, ...learner.variables].map((one) => [...one.dataSync()])).toEqual(weights);
      gan.dispose();
      learner.dispose();
    });
    expect(leaks).toEqual({ tensors: 0, data: 0 });
  });
});

test('an objective that does not suit the learner is refused, and a stop ends the search', async () => {
  const gan = planeGan(1);
  const hinge = learnerOf('linear', [2], 2, 1, { loss: 'hinge' });
  const [mlp, three] = [learnerOf('mlp', [2], 2, 1), learnerOf('linear', [2], 3, 1)];
  const search = (learner: Network, given: Partial<Search>, control = still) =>
    searchLatent({ gan, learner }, { ...entropy, ...given, count: 3, rng: new Rng(1) }, control);
  await expect(search(hinge, {})).rejects.toMatchObject({ code: 'unfit' });
  for (const learner of [mlp, three])
    await expect(search(learner, { objective: 'minimum-distance' })).rejects.toMatchObject({ code: 'unfit' });
  let calls = 0;
  const checkpoint = () => (++calls > 3 ? Promise.reject(new Error('stopped')) : Promise.resolve());
  await expect(search(mlp, {}, { ...still, checkpoint })).rejects.toThrow('stopped');
  for (const network of [gan, hinge, mlp, three]) network.dispose();
});
