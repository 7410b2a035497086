/** ADS: its losses in numbers, its three steps in double precision, and the mean of two heads as the learner. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { Network } from '../../src/models/model.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { predict } from '../../src/trainer/predict.ts';
import { agreementLoss, discrepancyLoss, headDifference, headEntropy, HeadPair, type HeadLogits } from '../../src/training/ads/head-pair.ts'; // prettier-ignore
import { fit } from '../support/fit.ts';
import { gradientOf, mean, plainMomentum, sigmoid, softplus } from '../support/plain/descent.ts';
import { firstWeights, linearLearner, sampleSetOfPoints, trunkOf, weightsOf, type Point } from '../support/plain/learner.ts'; // prettier-ignore
import { silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const logit = (y: number): number => Math.log(y / (1 - y));
const pairOf = (first: number[], second: number[]): HeadLogits => [tf.tensor2d([first.map(logit)]), tf.tensor2d([second.map(logit)])]; // prettier-ignore
const numberOf = (compute: () => tf.Tensor): number => tf.tidy(() => compute().dataSync()[0]!);

test('of (0.9, 0.2) and (0.5, 0.4): difference 0.3, entropies 0.5649010 and 0.8375572, weights 0.3858238 and 0.6141762', () => {
  const pair = () => pairOf([0.9, 0.2], [0.5, 0.4]);
  const weights = { threshold: 0.1, entropy: 'plain' } as const;
  expect(numberOf(() => headDifference(pair()))).toBeCloseTo(0.3, 5);
  expect(numberOf(() => headEntropy(pair(), 'plain'))).toBeCloseTo(0.564901, 5);
  expect(numberOf(() => headEntropy(pair(), 'normalised'))).toBeCloseTo(0.8375572, 5);
  expect(numberOf(() => agreementLoss(pair(), weights))).toBeCloseTo(0.3858238 * 0.3, 5);
  expect(numberOf(() => discrepancyLoss(pair(), weights))).toBeCloseTo(0.6141762 * 0.7, 5);
});

test('equal heads have no agreement loss, and the discrepancy is the weight itself', () => {
  const pair = () => pairOf([0.9, 0.2], [0.9, 0.2]);
  const weights = { threshold: 0.1, entropy: 'plain' } as const;
  const entropy = numberOf(() => headEntropy(pair(), 'plain'));
  expect(numberOf(() => agreementLoss(pair(), weights))).toBe(0);
  expect(numberOf(() => discrepancyLoss(pair(), weights))).toBeCloseTo(sigmoid(entropy - 0.1), 6);
});

const labelled: Point[] = [
  { x: [1, -0.5], label: 1 },
  { x: [-0.7, 0.4], label: 0 },
  { x: [0.2, 1.5], label: 0 },
];
const unlabelled: Point[] = [[2, 1], [-1, 2], [0.3, -1.6]].map(([x, y]) => ({ x: [x!, y!], label: -1 })); // prettier-ignore
const [RATE, MOMENTUM, STEPS, THRESHOLD] = [0.05, 0.5, 3, 0.3];

/** Both heads' logits of a point; heads: twice W `[2, 2]` and b `[2]`. */
const logitsOf = (features: readonly number[], heads: readonly number[], { x }: Point): number[][] => {
  const z = trunkOf(features, x);
  return [0, 6].map((from) => [0, 1].map((k) => z[0]! * heads[from + k]! + z[1]! * heads[from + 2 + k]! + heads[from + 4 + k]!)); // prettier-ignore
};
const differenceOf = ([first, second]: number[][]): number => mean(first!.map((one, k) => Math.abs(sigmoid(one) - sigmoid(second![k]!)))); // prettier-ignore
const entropyOf = (both: number[][]): number =>
  mean(both.map((one) => -one.reduce((sum, s) => sum + sigmoid(s) * Math.log(sigmoid(s)), 0)));
const headLossOf = (features: readonly number[], heads: readonly number[]): number =>
  mean(labelled.map((point) => logitsOf(features, heads, point).flat().reduce((sum, s, i) => sum + softplus(s) - (i % 2 === point.label ? s : 0), 0))); // prettier-ignore

test('a step trains the features to agree, the heads to differ and to keep the labels, and both on the labels', async () => {
  const rng = new Rng(4);
  const network = linearLearner();
  const initial = new HeadPair(network, rng.child('heads'));
  let heads = weightsOf(initial);
  initial.dispose();
  let features = [...firstWeights.slice(0, 4)];
  const result = await fit(network, {
    ...{ labelled: sampleSetOfPoints(labelled), unlabelled: sampleSetOfPoints(unlabelled), rng },
    training: {
      ...{ method: 'ads', steps: STEPS, batch: 3, optimizer: 'sgd', learningRate: RATE, momentum: MOMENTUM },
      parameters: { threshold: THRESHOLD },
    },
  });
  const [featureStep, headStep] = [plainMomentum({ momentum: MOMENTUM }), plainMomentum({ momentum: MOMENTUM })];
  for (let at = 0; at < STEPS; at++) {
    const weighted = (weigh: (u: number, difference: number) => number) => {
      const weights = unlabelled.map((point) => sigmoid(entropyOf(logitsOf(features, heads, point)) - THRESHOLD));
      return (f: readonly number[], h: readonly number[]) =>
        mean(unlabelled.map((point, i) => weigh(weights[i]!, differenceOf(logitsOf(f, h, point)))));
    };
    const agreement = weighted((u, difference) => (1 - u) * difference);
    featureStep(features, gradientOf((f) => agreement(f, heads), features), RATE); // prettier-ignore
    const discrepancy = weighted((u, difference) => u * (1 - difference));
    headStep(heads, gradientOf((h) => discrepancy(features, h) + headLossOf(features, h), heads), RATE); // prettier-ignore
    const ofFeatures = gradientOf((f) => headLossOf(f, heads), features);
    const ofHeads = gradientOf((h) => headLossOf(features, h), heads);
    [features, heads] = [[...features], [...heads]];
    featureStep(features, ofFeatures, RATE);
    headStep(heads, ofHeads, RATE);
  }
  const found = weightsOf(result.network!);
  // the features, the network's own head, which is not used, and the two heads
  [...features, ...firstWeights.slice(4).map(() => 0), ...heads].forEach((one, i) =>
    expect(found[i], `weight ${i}`).toBeCloseTo(one, 4),
  );
  for await (const { probabilities, scores } of predict(
    { network: result.network!, samples: sampleSetOfPoints(unlabelled), outputs: { scores: result.artifacts.scores } },
    silentControl,
  ))
    // prettier-ignore
    unlabelled.forEach(({ x }, i) => {
      // in inference mode the trunk is smaller
      const scaled = logitsOf(features.map((one) => one / 1.5), heads, { x, label: 0 }); // prettier-ignore
      const means = [0, 1].map((k) => mean(scaled.map((one) => sigmoid(one[k]!))));
      expect(probabilities[2 * i]).toBeCloseTo(means[0]! / (means[0]! + means[1]!), 4);
      expect(scores['head-entropy']![i]).toBeCloseTo(entropyOf(scaled), 4);
    });
  result.artifacts.dispose();
  network.dispose();
});

test('while the heads learn to differ, running statistics and the augmentation’s streams stay', async () => {
  const network = linearLearner();
  const passes: string[] = [];
  const seen = (samples: tf.Tensor) => (samples.shape[0] === 3 ? 'labelled' : 'unlabelled');
  const features: Network['features'] = (samples, mode) => {
    if (mode.training) passes.push(`${seen(samples)}${mode.stateless ? ', stateless' : ''}`);
    return network.features(samples, mode);
  };
  const { artifacts } = await fit(
    { ...network, features },
    {
      ...{ labelled: sampleSetOfPoints(labelled), unlabelled: sampleSetOfPoints(unlabelled.slice(1)), rng: new Rng(1) },
      training: { method: 'ads', steps: 1, batch: 3 },
    },
  );
  artifacts.dispose();
  network.dispose();
  expect(passes).toEqual(['unlabelled', 'unlabelled, stateless', 'labelled, stateless', 'labelled']);
});
