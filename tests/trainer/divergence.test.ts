/** The training loop ends where a loss is not finite, finds weights that are not, and reads the losses once an epoch. */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { optimizerFor } from '../../src/tensor/optimizers.ts';
import * as tf from '../../src/tensor/tf.ts';
import { runTrainingLoop } from '../../src/trainer/training-loop.ts';
import type { Validator } from '../../src/trainer/validation.ts';
import { silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const EPOCH = 4;

/** A training of three epochs whose step n has loss `loss(n)` and, after it, the weight `weight(n)`. */
async function looped({ loss, weight }: { loss(step: number): number; weight(step: number): number }) {
  const variable = tf.tidy(() => tf.variable(tf.ones<tf.Rank.R1>([2])));
  const network = { variables: [variable], state: [] };
  const optimizer = optimizerFor('sgd', 0.1, network.variables);
  let evaluations = 0;
  const validator: Validator = {
    stopsAfter: () => Promise.resolve((evaluations++, false)),
    finish() {
      tf.tidy(() => variable.assign(tf.ones([2])));
      return { bestEpoch: 1, validationAccuracy: 0.9 };
    },
    save: () => ({}),
    restore: () => undefined,
  };
  const reads = vi.spyOn(tf.Tensor.prototype, 'data');
  const report = await runTrainingLoop(
    {
      networks: [{ name: 'learner', network, optimizer, learningRate: () => 0.1 }],
      schedule: { steps: 3 * EPOCH, stepsPerEpoch: EPOCH, learningRateFactor: () => 1 },
      trainStep: (step) => {
        tf.tidy(() => variable.assign(tf.tensor1d([1, weight(step)])));
        return { loss: tf.scalar(loss(step)), samples: 1 + step };
      },
      validator,
    },
    silentControl,
  );
  const readings = reads.mock.calls.length;
  reads.mockRestore();
  optimizer.dispose();
  variable.dispose();
  return { report, evaluations, readings };
}

const falling = (step: number) => 1 / (1 + step);

describe('the training loop', () => {
  test('without divergence evaluates each epoch and says nothing', async () => {
    const { report, evaluations, readings } = await looped({ loss: falling, weight: () => 2 });
    expect(report).toMatchObject({ steps: 12, epochs: 3, validationAccuracy: 0.9 });
    expect(report).not.toHaveProperty('diverged');
    expect(evaluations).toBe(3);
    // the mean over the samples of the last epoch: steps 8 … 11 with 9 … 12 samples, a loss of 1 each
    expect(report.loss).toBeCloseTo(4 / (9 + 10 + 11 + 12), 6);
    expect(readings, 'a reading of the losses for each epoch, and one of the weight').toBe(3 + 1);
  });

  test.each([NaN, Infinity, -Infinity])('ends at the epoch with a loss of %d, before evaluating it', async (value) => {
    const loss = (step: number) => (step === 5 ? value : falling(step));
    const { report, evaluations } = await looped({ loss, weight: () => 2 });
    expect(report).toMatchObject({ steps: 8, epochs: 2, diverged: 'loss', validationAccuracy: null });
    expect(evaluations).toBe(1);
  });

  test('finds weights that are not finite after the last step, though the best ones are', async () => {
    const weight = (step: number) => (step === 11 ? Infinity : 2);
    const { report } = await looped({ loss: falling, weight });
    expect(report).toMatchObject({ steps: 12, diverged: 'weights', validationAccuracy: null });
  });
});
