import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { accuracy, argmaxRows, predict } from '../../src/trainer/predict.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

async function all<Batch>(batches: AsyncGenerator<Batch>): Promise<Batch[]> {
  const list: Batch[] = [];
  for await (const batch of batches) list.push(batch);
  return list;
}

const anything = planeSamples(2500, 1, (x) => (x > 0 ? 1 : 0));

describe('predictions', () => {
  test('come in batches of bounded size, each sample once and in order, with rows that sum to one', async () => {
    const network = modelNamed('mlp').build({ shape: [2], classes: 3, rng: new Rng(1), parameters: {} });
    const batches = await all(predict({ network, samples: anything, outputs: { features: true } }, silentControl));
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.flatMap((batch) => [...batch.positions])).toEqual(Array.from({ length: 2500 }, (_, i) => i));
    for (const { positions, probabilities, features, margins } of batches) {
      expect(probabilities).toHaveLength(3 * positions.length);
      expect(features).toHaveLength(32 * positions.length);
      expect(margins).toBeUndefined();
      positions.forEach((_, i) => {
        const row = probabilities.subarray(3 * i, 3 * i + 3);
        expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      });
    }
    network.dispose();
  });

  test('of a hinge network are the signed outputs and their logistic', async () => {
    const network = modelNamed('linear').build({
      shape: [2],
      classes: 2,
      rng: new Rng(1),
      parameters: { loss: 'hinge' },
    });
    tf.tidy(() => {
      network.variables[0]!.assign(tf.tensor2d([3, 4], [2, 1]));
      network.variables[1]!.assign(tf.tensor1d([-1]));
    });
    const set = planeSamples(4, 2, () => 0);
    const [batch] = await all(predict({ network, samples: set }, silentControl));
    const values = await set.read([0, 1, 2, 3]);
    for (let i = 0; i < 4; i++) {
      const output = 3 * values[2 * i]! + 4 * values[2 * i + 1]! - 1;
      expect(batch!.margins![i]).toBeCloseTo(output, 4);
      expect(batch!.probabilities[2 * i + 1]).toBeCloseTo(1 / (1 + Math.exp(-output)), 5);
      expect(batch!.probabilities[2 * i]! + batch!.probabilities[2 * i + 1]!).toBeCloseTo(1, 6);
    }
    network.dispose();
  });

  test('stop when the control throws', async () => {
    const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    let passes = 0;
    const checkpoint = () => (++passes > 1 ? Promise.reject(new Error('stopped')) : Promise.resolve());
    await expect(all(predict({ network, samples: anything }, { ...silentControl, checkpoint }))).rejects.toThrow(
      'stopped',
    );
    network.dispose();
  });
});

test('accuracy is the fraction of correct predictions among labelled samples', async () => {
  const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
  const weights = tf.tensor2d([-1, 1, 0, 0], [2, 2]); // says class 1 where x > 0
  network.variables[0]!.assign(weights);
  weights.dispose();
  expect(await accuracy(network, anything, silentControl)).toBe(1);
  const labels = anything.labels.map((label, i) => (i < 500 ? -1 : i < 1000 ? 1 - label : label));
  expect(await accuracy(network, { ...anything, labels }, silentControl)).toBe(0.75);
  network.dispose();
});

test('the most probable class is the first of equals', () => {
  expect([...argmaxRows(Float32Array.of(0.2, 0.5, 0.3, 0.4, 0.2, 0.4), 3)]).toEqual([1, 0]);
});
