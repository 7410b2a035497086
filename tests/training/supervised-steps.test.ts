/** Supervised training against the same steps in double precision: the loss written out, its gradient by finite differences. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { fit } from '../support/fit.ts';
import { gradientOf, mean, plainAdam, plainMomentum } from '../support/plain/descent.ts';
import {
  crossEntropyOf,
  firstWeights,
  linearLearner,
  sampleSetOfPoints,
  weightsOf,
  type Point,
} from '../support/plain/learner.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const points: Point[] = [
  { x: [1, -0.5], label: 1 },
  { x: [-0.7, 0.4], label: 0 },
  { x: [0.2, 1.5], label: 0 },
];
const STEPS = 4;
const RATE = 0.2;
/** A tenth after half of the steps. */
const rateAt = (step: number): number => (step >= 2 ? RATE / 10 : RATE);
/** One batch of all samples: their order changes nothing. */
const whole = { steps: STEPS, batch: points.length, learningRate: RATE, decay: [0.5] };

test.each([
  ['SGD', { optimizer: 'sgd', momentum: 0.6, weightDecay: 0.02 } as const, plainMomentum({ momentum: 0.6, weightDecay: 0.02 })], // prettier-ignore
  ['SGD with the default momentum', { optimizer: 'sgd' } as const, plainMomentum({ momentum: 0.9 })],
  ['Adam', { optimizer: 'adam' } as const, plainAdam()],
])('cross-entropy falls by the steps of %s, at a rate that falls', async (_, optimizer, step) => {
  const network = linearLearner();
  const { report } = await fit(network, {
    ...{ labelled: sampleSetOfPoints(points), rng: new Rng(1), training: { ...whole, ...optimizer } },
  });
  const found = weightsOf(network);
  network.dispose();
  const weights = [...firstWeights];
  let loss = NaN;
  for (let at = 0; at < STEPS; at++) {
    loss = crossEntropyOf(weights, points);
    step(
      weights,
      gradientOf((some) => crossEntropyOf(some, points), weights),
      rateAt(at),
    );
  }
  weights.forEach((weight, i) => expect(found[i], `weight ${i}`).toBeCloseTo(weight, 5));
  // before the last step
  expect(report.loss).toBeCloseTo(loss, 5);
});

test('hinge loss is the mean of max(0, 1 − sign · output), class 1 positive', async () => {
  const network = modelNamed('linear').build({
    shape: [2],
    classes: 2,
    rng: new Rng(3),
    parameters: { loss: 'hinge' },
  });
  const weights = weightsOf(network);
  const hinge = ([first, second, bias]: readonly number[]): number =>
    mean(
      points.map(({ x, label }) => Math.max(0, 1 - (label === 1 ? 1 : -1) * (first! * x[0] + second! * x[1] + bias!))),
    );
  const training = { ...whole, optimizer: 'sgd' as const, momentum: 0, learningRate: 0.05 };
  await fit(network, { labelled: sampleSetOfPoints(points), rng: new Rng(1), training });
  const found = weightsOf(network);
  network.dispose();
  const step = plainMomentum({});
  for (let at = 0; at < STEPS; at++) step(weights, gradientOf(hinge, weights), at >= 2 ? 0.005 : 0.05);
  weights.forEach((weight, i) => expect(found[i], `weight ${i}`).toBeCloseTo(weight, 5));
});

test('an epoch’s loss is the mean over its samples, also where the last batch is smaller', async () => {
  const network = linearLearner();
  const training = { epochs: 1, batch: 2, learningRate: 1e-9, optimizer: 'sgd' as const };
  const { report } = await fit(network, { labelled: sampleSetOfPoints(points), rng: new Rng(1), training });
  network.dispose();
  expect(report).toMatchObject({ steps: 2, epochs: 1 });
  expect(report.loss).toBeCloseTo(crossEntropyOf(firstWeights, points), 5);
});
