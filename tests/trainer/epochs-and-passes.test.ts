/** Epochs of a given number of draws, number of evaluations, and means of passes with dropout. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { measures } from '../../src/measuring/index.ts';
import { measureLearner } from '../../src/measuring/measure-learner.ts';
import { applyDropout } from '../../src/models/parts/dropout.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { Network } from '../../src/models/model.ts';
import type { TrainingSpec } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { shuffledBatches } from '../../src/trainer/batch-sampling.ts';
import { dropoutPasses, meanDropoutPrediction, type DropoutPassOptions } from '../../src/trainer/dropout-passes.ts';
import { fit } from '../support/fit.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

function take(batches: Generator<Int32Array, never, undefined>, count: number): Int32Array[] {
  return Array.from({ length: count }, () => batches.next().value.slice());
}

describe('an epoch of a given number of draws', () => {
  test('has full batches of few samples; counts of samples differ by at most one in an epoch, by two in all', () => {
    const batches = shuffledBatches({ count: 7, batch: 64, samplesPerEpoch: 200 }, new Rng(1));
    const epoch = take(batches, 4);
    expect(epoch.map((batch) => batch.length)).toEqual([64, 64, 64, 8]);
    const rangeOf = (drawn: Int32Array[]) => {
      const times = new Array<number>(7).fill(0);
      for (const batch of drawn) for (const position of batch) times[position]!++;
      return [Math.min(...times), Math.max(...times)];
    };
    expect(rangeOf(epoch)).toEqual([28, 29]);
    // mixed: no round after round through the seven
    expect(new Set(epoch[0]!.subarray(0, 7)).size).toBeLessThan(7);
    // rounds go on: a later epoch ends one that it did not begin, and begins one that it does not end
    const apart = Array.from({ length: 6 }, () => rangeOf(take(batches, 4))).map(([least, most]) => most! - least!);
    expect(Math.max(...apart)).toBe(2);
  });

  test('with fewer draws than samples reaches all samples in the end', () => {
    const drawn = take(shuffledBatches({ count: 30, batch: 5, samplesPerEpoch: 10 }, new Rng(2)), 6).flatMap(
      (batch) => [...batch],
    );
    expect(new Set(drawn).size).toBe(30);
    expect(new Set(drawn.slice(0, 10)).size).toBe(10);
  });

  test.each(['supervised', 'wasserstein'])('is as many steps however few are labelled: %s', async (method) => {
    const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const set = planeSamples(6, 1, (x) => (x > 0 ? 1 : 0));
    const { report, artifacts } = await fit(network, {
      ...{ labelled: set, unlabelled: planeSamples(40, 3, () => -1), rng: new Rng(2), queryBatchSize: 4 },
      training: { ...learning, method, epochs: 3, epochDraws: 50 },
    });
    artifacts.dispose();
    expect(report).toMatchObject({ steps: 21, epochs: 3 });
    network.dispose();
  });
});

const learning: Partial<TrainingSpec> = { epochs: 30, batch: 8, learningRate: 1e-9, patience: 3 };

test('a training without progress stops after its fourth epoch with an evaluation per epoch, after its eighth with twenty', async () => {
  const set = planeSamples(16, 1, (x) => (x > 0 ? 1 : 0));
  const epochs = async (change: Partial<TrainingSpec>) => {
    const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const training = { ...learning, ...change };
    const { report } = await fit(network, { labelled: set, validation: set, training, rng: new Rng(2) });
    network.dispose();
    return report.epochs;
  };
  expect(await epochs({ looks: 30 })).toBe(4);
  expect(await epochs({})).toBe(8);
});

/** Logits (0, 9·h − 10) with h = 1, or by dropout 1.25 four times of five and 0 else. */
const unsure: Network = {
  ...{ shape: [1], classes: 2, loss: 'cross-entropy', trunkSize: 1, featureSize: 1, stochastic: true },
  ...{ variables: [], state: [], dispose: () => undefined },
  trunk: (x) => tf.onesLike(x) as tf.Tensor2D,
  neck: (z, mode) => applyDropout(z, 0.2, mode),
  features: (x, mode) => applyDropout(tf.onesLike(x) as tf.Tensor2D, 0.2, mode),
  head: (h) => tf.concat([tf.zerosLike(h), tf.sub(tf.mul(h, 9), 10)], 1) as tf.Tensor2D,
};
const ones = {
  count: 3,
  labels: Int32Array.of(1, 1, 0),
  read: (positions: ArrayLike<number>) => Promise.resolve(new Float32Array(positions.length)),
};

test('the mean of passes with dropout differs from the pass without, and accuracy uses it on request', async () => {
  // without dropout the second class has σ(−1) = 0.27; over passes its mean is 4/5 · σ(1.25) = 0.62
  const rng = new Rng(3);
  const batch = { positions: Int32Array.of(0, 1, 2), values: new Float32Array(3) };
  const mean = await meanDropoutPrediction(unsure, batch, { passes: 400, rng });
  expect(mean[1]).toBeCloseTo(0.8 / (1 + Math.exp(-1.25)), 1);
  const passes = await dropoutPasses(unsure, batch, { passes: 400, rng });
  let sum = 0;
  for (let pass = 0; pass < 400; pass++) sum += passes[2 * pass + 1]!;
  expect(mean[1]).toBeCloseTo(sum / 400, 5);
  const measured = async (dropout?: DropoutPassOptions) =>
    (await measureLearner({ network: unsure, test: ones, measures, dropout }, silentControl)).values.accuracy;
  expect(await measured()).toBeCloseTo(1 / 3);
  expect(await measured({ passes: 400, rng })).toBeCloseTo(2 / 3);
});
