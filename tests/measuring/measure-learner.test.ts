/** Measures and confusion matrix of a learner on the test split, from one pass. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { measures } from '../../src/measuring/index.ts';
import { measureLearner } from '../../src/measuring/measure-learner.ts';
import { modelNamed } from '../../src/models/index.ts';
import { decodeConfusion } from '../../src/protocol/confusion.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** Predicts class 1 where x > 0. */
function rightHalf(parameters = {}) {
  const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(1), parameters });
  const [, columns] = network.variables[0]!.shape as [number, number];
  const weights = tf.tensor2d(columns === 2 ? [-1, 1, 0, 0] : [1, 0], [2, columns]);
  network.variables[0]!.assign(weights);
  weights.dispose();
  return network;
}

test('all measures come from one reading of each test sample; samples without a label are not counted', async () => {
  const network = rightHalf();
  const points = planeSamples(2500, 1, (x) => (x > 0 ? 1 : 0));
  // 500 without a label, 500 mislabelled, 1500 right
  const labels = points.labels.map((label, i) => (i < 500 ? -1 : i < 1000 ? 1 - label : label));
  let read = 0;
  const counting: typeof points = {
    ...points,
    labels,
    read(positions) {
      read += positions.length;
      return points.read(positions);
    },
  };
  const { values, confusion } = await measureLearner({ network, test: counting, measures }, silentControl);
  expect(read).toBe(2500);
  expect(Object.keys(values)).toEqual(measures.map(({ about }) => about.name));
  expect(values.accuracy).toBe(0.75);
  const cells = decodeConfusion(confusion!, 2);
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
  expect(cells.filter(({ label, predicted }) => label === predicted).reduce((sum, { count }) => sum + count, 0)).toBe(1500); // prettier-ignore
  const zeros = labels.filter((label) => label === 0).length;
  expect(cells.filter(({ label }) => label === 0).reduce((sum, { count }) => sum + count, 0)).toBe(zeros);
  network.dispose();
});

test('a hinge learner has no probabilities, and none of the measures that need them', async () => {
  const network = rightHalf({ loss: 'hinge' });
  const points = planeSamples(100, 1, (x) => (x > 0 ? 1 : 0));
  const { values } = await measureLearner({ network, test: points, measures }, silentControl);
  const needing = measures.filter(({ about }) => about.requires.includes('softmax')).map(({ about }) => about.name);
  expect(needing).toContain('log-loss');
  expect(Object.keys(values).filter((name) => needing.includes(name))).toEqual([]);
  expect(values.accuracy).toBe(1);
  network.dispose();
});
