/** Every training method brings every kind of learner to 95% on two groups that a line separates. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sampleSetOf } from '../../src/generative/value-scaling.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { accuracy } from '../../src/trainer/predict.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { trainingMethods } from '../../src/training/index.ts';
import { fit } from '../support/fit.ts';
import { silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const SIDE = 16;

/** Points around (−2, 0) and (2, 0). */
function pointGroups(count: number, seed: number): SampleSet {
  const rng = new Rng(seed, 'points');
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const values = Float32Array.from({ length: 2 * count }, (_, i) => 0.5 * rng.normal() + (i % 2 ? 0 : 4 * (labels[i >> 1]! - 0.5))); // prettier-ignore
  return { ...sampleSetOf(values, [2]), labels };
}

/** Noise that is bright in the upper half or in the lower. */
function imageGroups(count: number, seed: number): SampleSet {
  const rng = new Rng(seed, 'images');
  const size = SIDE * SIDE;
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const values = Float32Array.from({ length: count * size }, (_, at) => {
    const upper = at % size < size / 2;
    return 0.5 * rng.normal() + (upper === (labels[Math.floor(at / size)] === 0) ? 1 : -1);
  });
  return { ...sampleSetOf(values, [SIDE, SIDE, 1]), labels };
}

interface Learner {
  model: string;
  parameters?: ParameterValues;
  images?: boolean;
}

const learners: [string, Learner][] = [
  ['a linear classifier', { model: 'linear' }],
  ['a perceptron', { model: 'mlp', parameters: { dropout: 0.2 } }],
  ['a LeNet with dropout', { model: 'lenet-5', images: true }],
  ['a residual network with batch norm', { model: 'resnet-18', parameters: { width: 1 / 16 }, images: true }],
];

/** Of methods whose networks are those of one model. */
const discriminators: [string, Learner][] = [
  ['a perceptron as discriminator', { model: 'ac-gan', parameters: { base: 'wgan-gp', latent: 2 } }],
  [
    'a convolutional discriminator',
    { model: 'ac-gan', parameters: { base: 'sngan', latent: 4, width: 1 / 16 }, images: true },
  ],
];

const methodParameters = (method: string): ParameterValues => ({
  ...(method.startsWith('mixture-reg') && { subset: 20 }),
  ...(method.endsWith('da') && { alignSteps: 10, refit: 5, width: 8 }),
});

/** TOD's outputs are pulled towards the mean of learners that know nothing yet. */
const STEPS: Record<string, number> = { tod: 60 };

describe.each(trainingMethods.map(({ about }) => [about.name, about] as const))('%s', (method, { requires = [] }) => {
  // a method that reads stages is not for a model without any
  const all = requires.includes('discriminator') ? discriminators : learners;
  const suited = all.filter(([, { model }]) => model !== 'linear' || !requires.includes('stages'));

  test.each(suited)('%s', async (_, { model, parameters = {}, images = false }) => {
    const groups = images ? imageGroups : pointGroups;
    const shape = images ? [SIDE, SIDE, 1] : [2];
    const network = modelNamed(model).build({ shape, classes: 2, rng: new Rng(1), parameters });
    const labelled = groups(20, 1);
    const { artifacts, network: fitted = network } = await fit(network, {
      ...{ labelled, unlabelled: { ...groups(40, 2), labels: new Int32Array(40).fill(-1) }, rng: new Rng(2) },
      queryBatchSize: 10,
      training: {
        method,
        steps: STEPS[method] ?? 30,
        batch: 10,
        learningRate: 0.03,
        parameters: methodParameters(method),
      },
    });
    expect(await accuracy(fitted, groups(100, 3), silentControl)).toBeGreaterThan(0.95);
    artifacts.dispose();
    network.dispose();
  });
});
