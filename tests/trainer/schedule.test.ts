/** Length, schedule and end of a training, as set by the spec. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { TrainingSpec } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { epochSize, scheduleFor, stepSchedule } from '../../src/trainer/schedule.ts';
import { accuracy } from '../../src/trainer/predict.ts';
import { fit, trainingSettings } from '../support/fit.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const settings = (change: Partial<TrainingSpec> = {}) =>
  trainingSettings({ epochs: 40, batch: 10, learningRate: 0.05, ...change });

describe('the learning rate', () => {
  test('falls to a tenth at each given share of the steps', () => {
    const { steps, learningRateFactor: rateShare } = scheduleFor(settings({ decay: [0.5, 0.75], steps: 100 }), 1000);
    expect(steps).toBe(100);
    expect([0, 49, 50, 74, 75, 99].map((step) => Number(rateShare(step).toPrecision(6)))).toEqual([
      1, 1, 0.1, 0.1, 0.01, 0.01,
    ]);
    expect(scheduleFor(settings(), 1000).learningRateFactor(3999)).toBe(1);
  });

  // half a period of the cosine from 1 to 0; from 1/25 up to 1 at 30 of 100 steps, then down to 1/250,000
  test.each([
    ['cosine', 8, { 0: 1, 2: 0.853553, 4: 0.5, 6: 0.146447 }],
    ['one-cycle', 100, { 0: 0.04, 15: 0.52, 30: 1, 65: 0.500002, 99: 0.000507 }],
  ] as const)('follows the schedule %s', (schedule, steps, expected) => {
    const { learningRateFactor } = scheduleFor(settings({ schedule, steps }), 1000);
    for (const [step, factor] of Object.entries(expected))
      expect(learningRateFactor(Number(step))).toBeCloseTo(factor, 6);
  });

  test.each(['supervised', 'wasserstein'])('that has fallen to nothing moves nothing: %s', async (method) => {
    // ten decays at the first quarter: what comes after must not be seen in the weights
    const decay = Array<number>(10).fill(0.25);
    const weights = async (change: Partial<TrainingSpec>) => {
      const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
      const set = planeSamples(40, 1, (x) => (x > 0 ? 1 : 0));
      const training = {
        learningRate: 0.05,
        batch: 10,
        ...{ method, optimizer: 'sgd' as const, momentum: 0, decay, ...change },
      };
      const sets = { labelled: set, unlabelled: set, queryBatchSize: 4 };
      const { artifacts } = await fit(network, { ...sets, training, rng: new Rng(2) });
      artifacts.dispose();
      const values = [...network.variables[0]!.dataSync()];
      network.dispose();
      return values;
    };
    const whole = await weights({ steps: 8 });
    (await weights({ steps: 2, decay: [] })).forEach((value, i) => expect(whole[i]).toBeCloseTo(value, 6));
  });
});

test('a number of steps has a constant rate, or one that falls linearly to zero', () => {
  const rates = (decay?: 'none' | 'linear') => [0, 1, 4].map((step) => stepSchedule(5, decay).learningRateFactor(step));
  expect(rates()).toEqual([1, 1, 1]);
  expect(rates('none')).toEqual([1, 1, 1]);
  expect(rates('linear').map((rate) => Number(rate.toFixed(12)))).toEqual([1, 0.8, 0.2]);
  expect(stepSchedule(5).steps).toBe(5);
});

test('an epoch is over the labelled set, the larger set, or a number of draws', () => {
  const sets = { labelled: { count: 30 }, unlabelled: { count: 500 } };
  expect(epochSize(settings(), sets)).toBe(30);
  expect(epochSize(settings({ epochsOver: 'larger' }), sets)).toBe(500);
  expect(epochSize(settings({ epochsOver: 'larger' }), { labelled: { count: 30 }, unlabelled: { count: 5 } })).toBe(30);
  expect(epochSize(settings({ epochDraws: 70, epochsOver: 'larger' }), sets)).toBe(70);
});

describe('the last weights', () => {
  test('are kept on request, also after better evaluations, and training does not stop early', async () => {
    const noisy = planeSamples(40, 1, (x, y, i) => (i % 3 === 0 ? Number(x + y <= 0) : Number(x + y > 0)));
    const validation = planeSamples(200, 2, (x, y) => Number(x + y > 0));
    const trained = async (change: Partial<TrainingSpec>) => {
      const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
      const inputs = { labelled: noisy, validation, settings: settings(change), rng: new Rng(2) };
      const { report } = await fit(network, inputs);
      const reached = await accuracy(network, validation, silentControl);
      network.dispose();
      return { report, reached };
    };
    const best = await trained({ patience: 3 });
    const last = await trained({ patience: 3, keep: 'last' });
    expect(best.report.epochs).toBeLessThan(40);
    expect(last.report).toMatchObject({ epochs: 40, bestEpoch: 40, validationAccuracy: last.reached });
    expect(last.reached).toBeLessThan(best.reached);
  });
});
