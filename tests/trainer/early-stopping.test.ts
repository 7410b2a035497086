/** Which weights early stopping keeps, and when it stops: by the validation split, a tie of accuracy decided by the loss. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ParameterValues, TrainingSpec } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { EpochSchedule } from '../../src/trainer/schedule.ts';
import { validatorFor } from '../../src/trainer/validation.ts';
import { trainingMethods } from '../../src/training/index.ts';
import { clusterData } from '../support/cluster-data.ts';
import { fit } from '../support/fit.ts';
import { linearLearner, sampleSetOfPoints, weightsOf, type Point } from '../support/plain/learner.ts';
import { silentControl } from '../support/point-samples.ts';
import { sampleSetOf } from '../../src/generative/value-scaling.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const schedule: EpochSchedule = {
  ...{ steps: 10, stepsPerEpoch: 1, evaluations: 10, keepLast: false, patience: 0, learningRateFactor: () => 1 },
};
/** Class 0 on the left of the y axis, and one sample of four on the wrong side. */
const validation: Point[] = [[-1, 0], [-2, 1], [1, 0], [3, 1]].map(([x]) => ({ x: [x!, 0], label: x! > 2 ? 0 : +(x! > 0) })); // prettier-ignore

/** Weights with which the logit of class 1 is `slope` · x: right on three samples of four where the slope is positive. */
const sloped = (slope: number): number[] => [1, 0, 0, 1, 0, slope, 0, 0, 0, 0];

/** What is kept of learners with these slopes, evaluated epoch after epoch. */
async function kept(slopes: readonly number[], change: Partial<EpochSchedule> = {}) {
  const network = linearLearner(sloped(0));
  const plan = { ...schedule, ...change };
  const validator = await validatorFor({ network, validation: sampleSetOfPoints(validation), schedule: plan }, silentControl); // prettier-ignore
  const stops: boolean[] = [];
  for (const [i, slope] of slopes.entries()) {
    tf.tidy(() => network.variables[1]!.assign(tf.tensor2d([0, slope, 0, 0], [2, 2])));
    stops.push(await validator!.stopsAfter(i + 1, i + 1 === slopes.length));
  }
  const report = validator!.finish();
  const slope = weightsOf(network)[5]!;
  network.dispose();
  return { ...report, slope, stops };
}

// by slope s the mean cross-entropy is mean ln(1 + exp(∓ s x)): least at about 0.25, where one of four is wrong
describe('early stopping keeps', () => {
  test('the weights of the highest accuracy, whatever their loss', async () => {
    expect(await kept([5, -0.01, -1])).toMatchObject({ bestEpoch: 1, validationAccuracy: 0.75, slope: 5 });
    expect(await kept([-0.01, 5, -1])).toMatchObject({ bestEpoch: 2, validationAccuracy: 0.75, slope: 5 });
  });

  test('of equal accuracies those of the lower loss, the earlier of equal ones', async () => {
    expect(await kept([2, 0.25, 1])).toMatchObject({ bestEpoch: 2, slope: 0.25 });
    expect(await kept([0.25, 2, 1])).toMatchObject({ bestEpoch: 1, slope: 0.25 });
    expect(await kept([2, 1, 0.25])).toMatchObject({ bestEpoch: 3, slope: 0.25 });
    expect(await kept([0.25, 0.25])).toMatchObject({ bestEpoch: 1 });
  });

  test('the last weights where the plan says so, evaluated once', async () => {
    const { slope, bestEpoch, stops } = await kept([5, 1, -1], { keepLast: true, patience: 1 });
    expect({ slope, bestEpoch, stops }).toEqual({ slope: -1, bestEpoch: 3, stops: [false, false, false] });
  });
});

describe('early stopping ends', () => {
  test('after as many evaluations without a higher accuracy as its patience; a lower loss is no progress', async () => {
    expect((await kept([-1, 2, 1, 0.5, 0.25], { patience: 2 })).stops).toEqual([false, false, false, true, true]);
    expect((await kept([-1, 2, 1, 0.5, 0.25], { patience: 3 })).stops).toEqual([false, false, false, false, true]);
    expect((await kept([2, 1, 0.5, 0.25], { patience: 0 })).stops).toEqual([false, false, false, false]);
  });

  test('at evaluations that are spaced evenly over the epochs', async () => {
    // every third of ten epochs: the first, second and fourth learners are never seen
    const { bestEpoch, slope } = await kept([0.25, 0.25, 3, 0.25, -1], { evaluations: 4 });
    expect({ bestEpoch, slope }).toEqual({ bestEpoch: 3, slope: 3 });
  });
});

const groups = (each: number, seed: number) => {
  const { rows, labels } = clusterData([[-2, 0.5], [2, -0.5]], each, 1, seed); // prettier-ignore
  return { ...sampleSetOf(rows.values, [2]), labels };
};

/** An epoch of the labelled set is one step. */
const training = {
  ...({ steps: 12, batch: 4, learningRate: 0.05, looks: 100, optimizer: 'sgd', patience: 3 } as const),
  epochsOver: 'labelled',
} as const;

/** Without those of a generator, which no validation of the classifier can stop. */
const stopping = trainingMethods.filter(({ about }) => !about.requires?.includes('discriminator'));

describe.each(stopping.map(({ about }) => about.name))('%s', (method) => {
  const train = async (labels: (label: number) => number, change: Partial<TrainingSpec> = {}) => {
    const network = linearLearner([1, 0, 0, 1, -1, 1, 0, 0, 0, 0]);
    const validation = groups(10, 3);
    const parameters: ParameterValues = method.endsWith('da') ? { alignSteps: 4, refit: 2, width: 4 } : {};
    const { report, artifacts } = await fit(network, {
      ...{ labelled: groups(2, 1), unlabelled: groups(10, 2), rng: new Rng(3), queryBatchSize: 2 },
      validation: { ...validation, labels: validation.labels.map(labels) },
      training: { ...training, method, parameters, ...change },
    });
    const weights = weightsOf(network);
    const critic = artifacts.scores['critic'];
    const scores = critic ? tf.tidy(() => [...critic(tf.tensor2d([1, 2, -1, 0], [2, 2])).dataSync()]) : [];
    artifacts.dispose();
    network.dispose();
    return { report, weights, scores };
  };

  test('stops where the labels of the validation split say', async () => {
    const right = await train((label) => label);
    expect(right.report.validationAccuracy).toBeGreaterThan(0.9);
    // a learner that begins by telling the groups apart never gets better at the wrong labels
    const wrong = await train((label) => 1 - label);
    // two heads of their own do not begin quite so
    expect(wrong.report.validationAccuracy).toBeLessThan(0.2);
    expect(wrong.weights).not.toEqual(right.weights);
    expect(wrong.report.bestEpoch).not.toBe(right.report.bestEpoch);
  });

  test.runIf(!method.endsWith('da'))('keeps learner and critic of the same evaluation', async () => {
    // at the wrong labels the best learner is an early one
    const { report, weights, scores } = await train((label) => 1 - label, { patience: 0 });
    expect(report.bestEpoch).toBeLessThan(training.steps);
    const stopped = await train((label) => 1 - label, { steps: report.bestEpoch, keep: 'last' });
    expect({ weights: stopped.weights, scores: stopped.scores }).toEqual({ weights, scores });
  });
});
