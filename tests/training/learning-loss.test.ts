/** Learning loss: the ranking loss in numbers, its steps in double precision, the stop of its gradient, and what it learns. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import type { Network } from '../../src/models/model.ts';
import { takeSnapshot } from '../../src/models/parts/snapshot.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { omit } from '../../src/protocol/design/omit.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { shuffledBatches } from '../../src/trainer/batch-sampling.ts';
import { predict } from '../../src/trainer/predict.ts';
import { buildLossModule } from '../../src/training/learning-loss/loss-module.ts';
import { logisticRankingLoss, marginRankingLoss, rankedPairs } from '../../src/training/learning-loss/ranking-loss.ts';
import { fit } from '../support/fit.ts';
import { gradientOf, mean, plainMomentum, softplus } from '../support/plain/descent.ts';
import { crossEntropyOf, firstWeights, linearLearner, sampleSetOfPoints, trunkOf, weightsOf, type Point } from '../support/plain/learner.ts'; // prettier-ignore
import { spearman } from '../support/plain/spearman.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const numberOf = (compute: () => tf.Scalar): number => tf.tidy(() => compute().dataSync()[0]!);
const pairsOf = (predicted: readonly number[], losses: readonly number[]) => ({
  predicted: tf.tensor1d([...predicted]),
  losses: tf.tensor1d([...losses]),
});

describe('the ranking loss', () => {
  const predicted = [0.5, 0.2, 0.9, 0.4];
  const losses = [1, 2, 0.5, 3];

  test('of pairs from both ends of the batch is max(0, ξ − o d): 1.1 and 1.7', () => {
    expect(numberOf(() => marginRankingLoss(pairsOf([0.5, 0.4], [1, 3]), 1))).toBeCloseTo(1.1, 6);
    expect(numberOf(() => marginRankingLoss(pairsOf([0.2, 0.9], [2, 0.5]), 1))).toBeCloseTo(1.7, 6);
    expect(numberOf(() => marginRankingLoss(pairsOf(predicted, losses), 1))).toBeCloseTo(1.4, 6);
    expect(numberOf(() => logisticRankingLoss(pairsOf(predicted, losses)))).toBeCloseTo(0.9237914, 6);
    expect(numberOf(() => rankedPairs(pairsOf(predicted, losses)))).toBe(0);
  });

  test('is ξ where all predictions are equal, and zero without a gradient where all are in order by ξ or more', () => {
    expect(numberOf(() => marginRankingLoss(pairsOf([2, 2, 2, 2], losses), 0.7))).toBeCloseTo(0.7, 6);
    tf.tidy(() => {
      const target = tf.tensor1d(losses);
      const { value, grad } = tf.valueAndGrad((r) => marginRankingLoss({ predicted: r as tf.Tensor1D, losses: target }, 1))(tf.tensor1d([1, 5, 3, 2.5])); // prettier-ignore
      expect(value.dataSync()[0]).toBe(0);
      expect([...grad.dataSync()].every((one) => one === 0)).toBe(true);
    });
  });

  test('leaves out the middle of an odd batch, counts equals as −1, and is zero for one sample', () => {
    expect(numberOf(() => marginRankingLoss(pairsOf([0.5, 0.2, 77, 0.9, 0.4], [1, 2, 9, 0.5, 3]), 1))).toBeCloseTo(1.4, 6); // prettier-ignore
    expect(numberOf(() => marginRankingLoss(pairsOf([0.3, 0.1], [1, 1]), 1))).toBeCloseTo(1.2, 6);
    expect(numberOf(() => marginRankingLoss(pairsOf([3], [1]), 1))).toBe(0);
  });

  test('gives the true losses no gradient', () => {
    tf.tidy(() => {
      const r = tf.tensor1d(predicted);
      const gradient = tf.grad((l) => marginRankingLoss({ predicted: r, losses: l as tf.Tensor1D }, 1));
      expect([...gradient(tf.tensor1d(losses)).dataSync()].every((one) => one === 0)).toBe(true);
    });
  });
});

test('the module of ResNet-18’s stages has 123,905 weights', () => {
  const network = modelNamed('resnet-18').build({ shape: [32, 32, 3], classes: 10, rng: null, parameters: {} });
  const module = buildLossModule({ stageSizes: network.stageSizes!, width: 128 }, new Rng(1));
  const count = module.variables.reduce((sum, { size }) => sum + size, 0);
  module.dispose();
  network.dispose();
  expect(count).toBe(123_905);
});

const points: Point[] = [
  { x: [1, -0.5], label: 1 },
  { x: [-0.7, 0.4], label: 0 },
  { x: [0.2, 1.5], label: 0 },
  { x: [1.2, 0.3], label: 0 },
];
const WIDTH = 3;
const [RATE, STEPS, WEIGHT] = [0.1, 4, 0.8];

/** The learner of two layers, whose features are its one stage. */
const stagedLearner = (): Network => {
  const network = linearLearner();
  return {
    ...network,
    stageSizes: [2],
    trunk(samples, mode, tap) {
      const z = network.trunk(samples, mode);
      tap?.(z);
      return z;
    },
  };
};

/** r of a point: v · relu(z · M + c) + b, the weights in one list: M `[2, 3]`, c `[3]`, v `[3]`, b. */
function predictedLoss(module: readonly number[], [first, second]: readonly number[]): number {
  const hidden = [0, 1, 2].map((k) =>
    Math.max(0, first! * module[k]! + second! * module[WIDTH + k]! + module[2 * WIDTH + k]!),
  );
  return hidden.reduce((sum, one, k) => sum + one * module[3 * WIDTH + k]!, module[4 * WIDTH]!);
}

test.each(['margin', 'logistic'])(
  'a step minimises cross-entropy and λ times the %s ranking loss; after the stop the learner gets cross-entropy alone',
  async (ranking) => {
    const rng = new Rng(4).child('training');
    const network = stagedLearner();
    const initial = buildLossModule({ stageSizes: [2], width: WIDTH }, rng.child('loss module'));
    const module = weightsOf(initial);
    initial.dispose();
    const { artifacts, metrics } = await fit(network, {
      ...{ labelled: sampleSetOfPoints(points), rng },
      training: {
        ...{ method: 'learning-loss', steps: STEPS, batch: points.length, optimizer: 'sgd', learningRate: RATE },
        ...{ momentum: 0.5, parameters: { weight: WEIGHT, margin: 0.6, width: WIDTH, gradientShare: 0.5, ranking } },
      },
    });
    const found = weightsOf(network);
    const probe = [0.4, -1.1];
    const { passScores } = artifacts;
    const scored = tf.tidy(() => passScores!['predicted-loss']!({ stages: [tf.tensor2d(probe, [1, 2])] } as never).dataSync()[0]!); // prettier-ignore
    artifacts.dispose();
    network.dispose();

    const batches = shuffledBatches({ count: points.length, batch: points.length }, rng.child('batches'));
    const learner = [...firstWeights];
    const [learnerStep, moduleStep] = [plainMomentum({ momentum: 0.5 }), plainMomentum({ momentum: 0.5 })];
    let last = NaN;
    for (let at = 0; at < STEPS; at++) {
      const batch = Array.from(batches.next().value, (position) => points[position]!);
      const losses = batch.map((point) => crossEntropyOf(learner, [point]));
      const rankingLoss = (own: readonly number[], others: readonly number[]) => {
        const r = batch.map(({ x }) => predictedLoss(others, trunkOf(own, x)));
        return mean(
          [0, 1].map((i) => {
            const agreed = (losses[i]! > losses[3 - i]! ? 1 : -1) * (r[i]! - r[3 - i]!);
            return ranking === 'logistic' ? softplus(-agreed) : Math.max(0, 0.6 - agreed);
          }),
        );
      };
      last = rankingLoss(learner, module);
      const whole = (weights: readonly number[]) =>
        crossEntropyOf(weights, batch) + (at < STEPS / 2 ? WEIGHT * rankingLoss(weights, module) : 0);
      const gradient = gradientOf(whole, learner);
      const ofModule = gradientOf((weights) => WEIGHT * rankingLoss(learner, weights), module);
      learnerStep(learner, gradient, RATE);
      moduleStep(module, ofModule, RATE);
    }
    learner.forEach((weight, i) => expect(found[i], `weight ${i}`).toBeCloseTo(weight, 4));
    expect(scored).toBeCloseTo(predictedLoss(module, probe), 4);
    expect(metrics['rankingLoss']).toBeCloseTo(last, 4);
    expect(Object.keys(metrics)).toEqual(['rankingLoss', 'rankedPairs']);
  },
);

/** Left of the middle the label is the sign of y; to the right it is tossed. */
const noisyRight = (count: number, seed: number) => {
  const coins = new Rng(seed, 'coins');
  return planeSamples(count, seed, (x, y) => (x > 0 ? coins.integer(2) : Number(y > 0)));
};

async function trained(method: string, parameters: ParameterValues = {}, steps = 40) {
  const rng = new Rng(3);
  const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: rng.child('weights'), parameters: { width: 16 } }); // prettier-ignore
  const result = await fit(network, {
    ...{ labelled: noisyRight(200, 1), rng: rng.child('training') },
    training: { method, steps, batch: 20, learningRate: 0.01, parameters },
  });
  return { network, ...result };
}

async function weightsAfter(method: string, parameters: ParameterValues = {}): Promise<number[]> {
  const { network, artifacts } = await trained(method, parameters);
  const weights = (await takeSnapshot(network)).flatMap((values) => [...values]);
  artifacts.dispose();
  network.dispose();
  return weights;
}

test('a learner whose module’s gradient is stopped from the first step is that of supervised training, to the last bit', async () => {
  const supervised = await weightsAfter('supervised');
  const stopped = await weightsAfter('learning-loss', { gradientShare: 0 });
  expect(stopped.every((weight, i) => weight === supervised[i])).toBe(true);
  const never = await weightsAfter('learning-loss', { gradientShare: 1 });
  expect(never.every((weight, i) => weight === supervised[i])).toBe(false);
});

test('predicted losses rank the true losses of samples that were not trained on', async () => {
  const { network, artifacts, metrics } = await trained('learning-loss', {}, 400);
  const held = noisyRight(300, 9);
  const [predicted, losses]: [number[], number[]] = [[], []];
  const { passScores = {} } = artifacts;
  for await (const batch of predict({ network, samples: held, outputs: { passScores } }, silentControl)) {
    predicted.push(...batch.passScores['predicted-loss']!);
    for (const position of batch.positions)
      losses.push(-Math.log(batch.probabilities[2 * position + held.labels[position]!]!));
  }
  artifacts.dispose();
  network.dispose();
  expect(spearman(predicted, losses)).toBeGreaterThan(0.5);
  expect(metrics['rankedPairs']).toBeGreaterThan(0.5);
});

test('a network without stages is refused', async () => {
  const network = omit(linearLearner(), 'stageSizes');
  const training = { method: 'learning-loss', steps: 1 };
  await expect(fit(network, { labelled: sampleSetOfPoints(points), rng: new Rng(1), training })).rejects.toThrow(
    'This network has no stages to read.',
  );
  network.dispose();
});
