/** Encoders that invert generators, and the annotating classifier: they learn, and resume. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { encoderNetworkFor } from '../../src/generative/networks/encoder-network.ts';
import { gans } from '../../src/generative/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { buildAnnotatingClassifier, fitAnnotatingClassifier } from '../../src/generative/annotating-classifier.ts';
import { buildEncoder, fitEncoder, latentPointsOf } from '../../src/generative/encoder-training.ts';
import { minimiseLoss } from '../../src/generative/network-training.ts';
import { encoderRecipeFor } from '../../src/generative/recipes/encoder-recipes.ts';
import { ganRecipeNamed } from '../../src/generative/recipes/gan-recipes.ts';
import { sampleGenerator } from '../../src/generative/gan-sampling.ts';
import type { Checkpoint } from '../../src/trainer/checkpoint.ts';
import { sampleSetOf, type DataScale } from '../../src/generative/value-scaling.ts';
import { buildGan, latentPoints } from '../../src/generative/gan-training.ts';
import { savedEvery } from '../support/saved-checkpoints.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const still = { checkpoint: () => Promise.resolve(), progress: () => undefined };
const flat: DataScale = { shape: [2], dtype: 'float32', scale: { mean: [1, -2], std: [3, 0.5] } };
const plane = ganRecipeNamed('plane-wgan-gp');

describe('an encoder', () => {
  test.each(gans.map((gan) => [gan.about.name, gan] as const))(
    'for %s updates all its weights, and outputs a latent point',
    (name, gan) => {
      const shape = { 'gan-plane': [2], 'gan-28': [28, 28, 1] }[name] ?? [32, 32, 3];
      const encoder = encoderNetworkFor(
        gan,
        { shape, latent: 5, parameters: name === 'gan-plane' ? {} : { width: 1 / 16 } },
        new Rng(1),
      );
      tf.tidy(() => {
        const samples = tf.fill([3, ...shape], 0.3);
        const mode = { training: true, rng: new Rng(2) } as const;
        const { value, grads } = tf.variableGrads(
          () => tf.sum(tf.square(encoder.encode(samples, mode))),
          encoder.variables as tf.Variable[],
        );
        expect(value.rank).toBe(0);
        expect(encoder.encode(samples, { training: false }).shape).toEqual([3, 5]);
        for (const variable of encoder.variables) expect(grads[variable.name]).toBeDefined();
      });
      encoder.dispose();
    },
  );

  test('learns the latent points of generated samples', async () => {
    const pair = buildGan(plane, flat, new Rng(3).child('gan'));
    const recipe = { ...encoderRecipeFor(plane, 300), batch: 128 };
    const encoder = buildEncoder(recipe, pair, new Rng(3).child('encoder'));
    await fitEncoder(encoder, { recipe, ...pair }, { rng: new Rng(3), ...still });
    const z = latentPoints(new Rng(9), 200, 2);
    const samples = sampleSetOf(await sampleGenerator(pair, z, still), [2]);
    const found = await latentPointsOf({ encoder, ...pair }, samples, still);
    const error = found.reduce((sum, value, i) => sum + (value - z[i]!) ** 2, 0) / z.length;
    // guessing the mean has an error of 1; a generator that has learnt nothing folds some of its plane
    expect(error).toBeLessThan(0.25);
    encoder.dispose();
    pair.dispose();
  });

  test('resumes from a checkpoint to the weights of an uninterrupted training', async () => {
    const pair = buildGan(plane, flat, new Rng(3).child('gan'));
    const recipe = { ...encoderRecipeFor(plane, 12), batch: 16 };
    const weightsAfter = async (from?: Checkpoint, keep?: (at: Checkpoint) => void) => {
      const encoder = buildEncoder(recipe, pair, new Rng(3).child('encoder'));
      const kept = keep && savedEvery(5, keep);
      const options = { rng: new Rng(3), ...still, ...kept, ...(from && { resumeFrom: from }) };
      await fitEncoder(encoder, { recipe, ...pair }, options);
      const weights = encoder.variables.map((one) => [...one.dataSync()]);
      encoder.dispose();
      return weights;
    };
    const kept: Checkpoint[] = [];
    const whole = await weightsAfter(undefined, (at) => kept.push(at));
    expect(kept.map(({ step }) => step)).toEqual([5, 10, 12]);
    expect(await weightsAfter(kept[0])).toEqual(whole);
    pair.dispose();
  });
});

test('the annotating classifier learns its labels', async () => {
  const rng = new Rng(5);
  const labels = Int32Array.from({ length: 120 }, (_, i) => i % 3);
  const values = Float32Array.from(
    { length: 240 },
    (_, i) => 3 * Number(labels[i >> 1]! === (i & 1)) + 0.4 * rng.normal(),
  );
  const recipe = { model: 'mlp', parameters: { width: 16, layers: 1 }, steps: 150, batch: 32, rate: 0.02 };
  const network = buildAnnotatingClassifier(recipe, { shape: [2], classes: 3 }, new Rng(1));
  const losses: number[] = [];
  const samples = { ...sampleSetOf(values, [2]), labels };
  const monitor = { every: 50, report: ({ loss }: { loss: number }) => void losses.push(loss) };
  await fitAnnotatingClassifier(network, { recipe, samples }, { rng: new Rng(1), ...still, monitor });
  expect(losses.at(-1)).toBeLessThan(0.15);
  network.dispose();
});

test.each([
  ['none', 4],
  ['linear', 1 + 0.75 + 0.5 + 0.25],
] as const)('the learning rate falls linearly to zero where it decays: %s', async (decay, way) => {
  const weight = tf.tidy(() => tf.variable(tf.scalar(0)));
  const network = { variables: [weight], state: [] };
  const steps: number[] = [];
  const watch = { every: 1, report: ({ step }: { step: number }) => void steps.push(step) };
  // of a gradient that stays the same Adam takes steps as long as its rate
  const objective = () => (): tf.Scalar => tf.mul(weight, 3);
  const descent = { name: 'weight', network, steps: 4, rate: 1, decay, batches: () => undefined, objective };
  await minimiseLoss(descent, { rng: new Rng(1), ...still, monitor: watch });
  expect(weight.dataSync()[0]).toBeCloseTo(-way, 3);
  expect(steps).toEqual([1, 2, 3, 4]);
  weight.dispose();
});
