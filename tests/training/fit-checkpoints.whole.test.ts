/** Trainings of learners that are interrupted and resumed from a checkpoint, by an injected clock. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { takeSnapshot } from '../../src/models/parts/snapshot.ts';
import type { ParameterValues, TrainingSpec } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { withAugmentation } from '../../src/trainer/augmentation.ts';
import { predict } from '../../src/trainer/predict.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import type { FitCheckpoint, FitCheckpoints, FitControl } from '../../src/training/fit-checkpoints.ts';
import { fit } from '../support/fit.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

interface Case {
  model: string;
  shape: readonly number[];
  parameters: ParameterValues;
  training: Partial<TrainingSpec>;
  /** Steps between two checkpoints. */
  every: number;
  labelled: SampleSet;
  unlabelled: SampleSet;
  validation: SampleSet;
}

const noisyHalves = (count: number, seed: number) => planeSamples(count, seed, (x, _, i) => Number(x + (i % 3) > 1));

const plane = {
  ...{ model: 'mlp', shape: [2], parameters: { width: 6, layers: 1, dropout: 0.3 } },
  ...{ labelled: noisyHalves(22, 1), unlabelled: noisyHalves(31, 2), validation: noisyHalves(20, 3) },
};

/** Images of 9 × 9, brighter on one side. */
function images(count: number, seed: number): SampleSet {
  const rng = new Rng(seed, 'images');
  const labels = Int32Array.from({ length: count }, () => rng.integer(2));
  const all = Array.from(labels, (label) =>
    Float32Array.from({ length: 81 }, (_, at) => rng.normal() + Number(at % 9 > 4) * (label - 0.5)),
  );
  return {
    ...{ count, labels },
    read: (positions) =>
      Promise.resolve(Float32Array.from(Array.from(positions as Int32Array).flatMap((one) => [...all[one]!]))),
  };
}

const conv = {
  ...{ model: 'conv-small', shape: [9, 9, 1], parameters: { width: 0.0625, dropout: 0.2 } },
  ...{ labelled: images(10, 1), unlabelled: images(12, 2), validation: images(12, 3) },
};

/** Short epochs, so that a checkpoint falls among the readings of the last tenth. */
const overLabelled = { epochsOver: 'labelled' } as const;

const cases: Record<string, Case> = {
  'supervised with early stopping': {
    ...plane,
    training: { method: 'supervised', epochs: 30, batch: 5, patience: 3 },
    every: 17,
  },
  'supervised with augmentation, batch norm and momentum': {
    ...conv,
    training: { method: 'supervised', epochs: 3, batch: 4, optimizer: 'sgd', augmentation: 'flip-crop' },
    every: 2,
  },
  'supervised with short epochs': {
    ...plane,
    training: { method: 'supervised', epochs: 6, batch: 5, epochDraws: 12 },
    every: 4,
  },
  // saves in the last tenth too, whose readings make the metrics
  wasserstein: { ...plane, training: { method: 'wasserstein', ...overLabelled, epochs: 12, batch: 5 }, every: 14 },
  'wasserstein with augmentation and batch norm': {
    ...conv,
    training: { method: 'wasserstein', ...overLabelled, epochs: 2, batch: 4, augmentation: 'wobble' },
    every: 2,
  },
  'wasserstein with mixtures': {
    ...plane,
    training: {
      method: 'wasserstein',
      ...overLabelled,
      epochs: 4,
      batch: 5,
      parameters: { mixtures: true, refit: 4, criticSteps: 2 },
    },
    every: 6,
  },
  'h-divergence': { ...plane, training: { method: 'h-divergence', ...overLabelled, epochs: 4, batch: 5 }, every: 7 },
  'learning-loss': { ...plane, training: { method: 'learning-loss', epochs: 6, batch: 5 }, every: 7 },
  tod: { ...plane, training: { method: 'tod', epochs: 6, batch: 5, parameters: { weight: 0.5 } }, every: 7 },
  'tod with augmentation and batch norm': {
    ...conv,
    training: { method: 'tod', epochs: 3, batch: 4, augmentation: 'flip-crop' },
    every: 2,
  },
  snapshot: {
    ...conv,
    training: { method: 'snapshot', epochs: 4, batch: 4, parameters: { members: 3, start: 0, reported: 'average' } },
    every: 3,
  },
  ads: { ...conv, training: { method: 'ads', epochs: 3, batch: 4, augmentation: 'wobble' }, every: 3 },
  'ads of a perceptron': { ...plane, training: { method: 'ads', epochs: 3, batch: 5 }, every: 4 },
  'ac-gan on SNGAN with adversarial sampling': {
    ...{ model: 'ac-gan', shape: [9, 9, 1], parameters: { base: 'sngan', width: 0.0625, latent: 3 } },
    ...{ labelled: images(10, 1), unlabelled: images(12, 2), validation: images(12, 3) },
    training: { method: 'ac-gan', steps: 7, batch: 4, parameters: { adversarialSampling: 2 } },
    every: 2,
  },
  'ac-gan on WGAN-GP': {
    ...{ ...plane, model: 'ac-gan', parameters: { base: 'wgan-gp', width: 0.125, latent: 2 } },
    training: { method: 'ac-gan', epochs: 2, batch: 5 },
    every: 3,
  },
  'mixture-reg': {
    ...plane,
    training: { method: 'mixture-reg', epochs: 4, batch: 5, parameters: { subset: 10, weight: 0.1 } },
    every: 3,
  },
  'mixture-da': {
    ...plane,
    training: { method: 'mixture-da', epochs: 4, batch: 5, parameters: { alignSteps: 10, refit: 4, width: 5 } },
    every: 6,
  },
  'mixture-reg-da': {
    ...conv,
    training: {
      ...{ method: 'mixture-reg-da', epochs: 2, batch: 4, augmentation: 'crop' },
      parameters: { alignSteps: 5, refit: 2, width: 5, subset: 10, weight: 0.1 },
    },
    every: 2,
  },
};

/** Everything that a training comes to, as plain values. */
async function train(one: Case, checkpoints?: FitCheckpoints, control: Partial<FitControl> = {}) {
  const rng = new Rng(5);
  const { model, shape, parameters, training } = one;
  // a resumed training needs no initial weights
  const weightsRng = checkpoints?.resumeFrom ? null : rng.child('weights');
  const built = modelNamed(model).build({ shape, classes: 2, rng: weightsRng, parameters });
  const network = withAugmentation(built, training.augmentation ?? 'none', rng.child('augmentation'));
  try {
    const { report, metrics, artifacts, kept } = await fit(
      network,
      {
        ...{ labelled: one.labelled, unlabelled: one.unlabelled, validation: one.validation },
        ...{ rng: rng.child('training'), training, queryBatchSize: 3 },
      },
      { ...silentControl, ...control, ...(checkpoints && { checkpoints }) },
    );
    const scores = tf.tidy(() => {
      const z = tf.tensor2d(new Rng(9).permutation(4 * network.trunkSize), [4, network.trunkSize]);
      return Object.values(artifacts.scores).map((score) => Array.from(score(tf.div(z, 10)).dataSync()));
    });
    const { mixtures, passScores = {} } = artifacts;
    const passed = [];
    for await (const batch of predict({ network, samples: one.unlabelled, outputs: { passScores } }, silentControl))
      passed.push(batch.passScores);
    const values = await one.unlabelled.read(Int32Array.from({ length: 4 }, (_, i) => i));
    const members = tf.tidy(() =>
      artifacts.ensemble
        ?.probabilities(tf.tensor(values, [4, ...network.shape]))
        .map((one) => Array.from(one.dataSync())),
    );
    artifacts.dispose();
    return { report, metrics, scores, passed, members, mixtures, kept, weights: await takeSnapshot(network) };
  } finally {
    built.dispose();
  }
}

/** The checkpoints of a training that saves after every so many steps, as a database would give them back. */
async function saved(one: Case): Promise<FitCheckpoint[]> {
  const found: FitCheckpoint[] = [];
  let stepsDone = 0;
  const checkpoints: FitCheckpoints = {
    seconds: () => (30 * stepsDone) / one.every,
    save: (checkpoint) => Promise.resolve(void found.push(structuredClone(checkpoint))),
  };
  await train(one, checkpoints, { progress: (done) => void (stepsDone = done) });
  return found;
}

const from = (resumeFrom: FitCheckpoint): FitCheckpoints => ({
  resumeFrom,
  seconds: () => 0,
  save: () => Promise.resolve(),
});

test.each(Object.entries(cases))(
  '%s: saving changes nothing, and training resumed from any checkpoint gives the same learner to the last bit',
  async (_, one) => {
    const whole = await train(one);
    const found = await saved(one);
    expect(found.length).toBeGreaterThan(1);
    for (const checkpoint of found) expect(await train(one, from(checkpoint))).toEqual(whole);
  },
);

/** Cases that have between them all kinds of arrays. */
const EVERY_KIND_OF_ARRAY = [
  'supervised with early stopping',
  'supervised with augmentation, batch norm and momentum',
  'wasserstein',
  'wasserstein with mixtures',
  'tod with augmentation and batch norm',
  'snapshot',
  'ac-gan on SNGAN with adversarial sampling',
  'mixture-reg',
  'mixture-reg-da',
];

/** Names of a training's arrays, and those of them that change its result when they are changed. */
async function arraysOf(one: Case): Promise<{ all: string[]; needed: string[] }> {
  const whole = JSON.stringify(await train(one));
  const found = await saved(one);
  const all = [...new Set(found.flatMap(({ arrays }) => Object.keys(arrays)))];
  const needed: string[] = [];
  for (const name of all) {
    const { arrays, ...checkpoint } = found.findLast((other) => other.arrays[name])!;
    const changed = { ...arrays, [name]: arrays[name]!.map((value) => value + 1000) };
    if (JSON.stringify(await train(one, from({ ...checkpoint, arrays: changed }))) !== whole) needed.push(name);
  }
  return { all, needed };
}

test('a checkpoint saves nothing that resuming does not need', async () => {
  const found: Awaited<ReturnType<typeof arraysOf>>[] = [];
  for (const name of EVERY_KIND_OF_ARRAY) found.push(await arraysOf(cases[name]!));
  const needed = new Set(found.flatMap((one) => one.needed));
  expect(found.flatMap(({ all }) => all).filter((name) => !needed.has(name))).toEqual([]);
});
