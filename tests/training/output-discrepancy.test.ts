/** TOD: its numbers, its steps over two cycles in double precision, and what the discrepancy says of the loss. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import type { Network } from '../../src/models/model.ts';
import { linearLayer } from '../../src/models/parts/blocks.ts';
import { Weights } from '../../src/models/parts/weights.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { StateArrays } from '../../src/trainer/carried-state.ts';
import { predict } from '../../src/trainer/predict.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { teacherShare } from '../../src/training/tod/consistency.ts';
import { halfSquaredDistance } from '../../src/training/tod/output-discrepancy.ts';
import type { FitResult } from '../../src/training/training-method.ts';
import { fit, noSamples } from '../support/fit.ts';
import { gradientOf, mean, plainMomentum } from '../support/plain/descent.ts';
import { crossEntropyOf, firstWeights, linearLearner, sampleSetOfPoints, trunkOf, weightsOf, type Point } from '../support/plain/learner.ts'; // prettier-ignore
import { spearman } from '../support/plain/spearman.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

test('½ ‖p − q‖² of (0.7, 0.3) and (0.4, 0.6) is 0.09; the teacher keeps 0, 1/2, 0.9, 0.999 of itself', () => {
  tf.tidy(() => {
    const found = halfSquaredDistance(tf.tensor2d([0.7, 0.3], [1, 2]), tf.tensor2d([0.4, 0.6], [1, 2]));
    expect(found.dataSync()[0]).toBeCloseTo(0.09, 6);
  });
  expect([0, 1, 9, 999, 1000].map(teacherShare)).toEqual([0, 0.5, 0.9, 0.999, 0.999]);
});

const labelled: Point[] = [
  { x: [1, -0.5], label: 1 },
  { x: [-0.7, 0.4], label: 0 },
  { x: [0.2, 1.5], label: 0 },
];
const unlabelled: Point[] = [[2, 1], [-1, 2], [0.3, -1.6]].map(([x, y]) => ({ x: [x!, y!], label: -1 })); // prettier-ignore
const [RATE, MOMENTUM, STEPS, WEIGHT] = [0.02, 0.5, 3, 0.3];

/** Rows of a linear layer: W `[2, 2]` and b `[2]` from a place of a list. */
const linearOf = (weights: readonly number[], from: number, [a, b]: readonly number[]): number[] =>
  [0, 1].map((k) => a! * weights[from + k]! + b! * weights[from + 2 + k]! + weights[from + 4 + k]!);

const meanSquare = (a: readonly number[][], b: readonly number[][]): number =>
  mean(a.flatMap((row, i) => row.map((value, k) => (value - b[i]![k]!) ** 2)));

/** One cycle: learner, head of consistency and teacher are changed in place. */
function plainCycle(state: { learner: number[]; head: number[]; teacher: number[]; steps: number }, others: Point[]) {
  const step = plainMomentum({ momentum: MOMENTUM });
  const sets = others.length ? [labelled, others] : [labelled];
  let consistency = NaN;
  for (let at = 0; at < STEPS; at++) {
    // in inference mode
    const taught = sets.map((set) => set.map(({ x }) => linearOf(state.teacher, 4, trunkOf(state.teacher, x, 1))));
    const consistencyOf = (weights: readonly number[]) =>
      sets.reduce((sum, set, i) => {
        const z = set.map(({ x }) => trunkOf(weights, x));
        const second = z.map((row) => linearOf(weights, 10, row));
        return sum + meanSquare(z.map((row) => linearOf(weights, 4, row)), second) + meanSquare(second, taught[i]!); // prettier-ignore
      }, 0);
    const all = [...state.learner, ...state.head];
    consistency = consistencyOf(all);
    step(all, gradientOf((some) => crossEntropyOf(some, labelled) + WEIGHT * consistencyOf(some), all), RATE); // prettier-ignore
    [state.learner, state.head] = [all.slice(0, 10), all.slice(10)];
    state.steps++;
    const share = teacherShare(state.steps);
    state.teacher = state.teacher.map((one, i) => share * one + (1 - share) * state.learner[i]!);
  }
  return consistency;
}

const training = {
  ...{ method: 'tod', steps: STEPS, batch: 3, optimizer: 'sgd' as const, learningRate: RATE, momentum: MOMENTUM },
  parameters: { weight: WEIGHT },
};

async function discrepancies(network: Network, { artifacts }: FitResult, samples: SampleSet) {
  const [found, probabilities]: [number[], number[]] = [[], []];
  const { passScores = {} } = artifacts;
  for await (const batch of predict({ network, samples, outputs: { passScores } }, silentControl)) {
    found.push(...batch.passScores['discrepancy']!);
    probabilities.push(...batch.probabilities);
  }
  return { found, probabilities };
}

test.each([
  ['with', unlabelled],
  ['without', []],
])(
  'two cycles %s unlabelled samples take the steps of the paper, the second from what the first kept',
  async (_, others) => {
    const rng = new Rng(4);
    const weights = new Weights(rng.child('consistency head'));
    linearLayer(weights.dense(2, 2, 'glorot'));
    const state = { learner: [...firstWeights], head: weightsOf(weights), teacher: [...firstWeights], steps: 0 };
    weights.dispose();
    const network = linearLearner();
    const probe = sampleSetOfPoints(unlabelled);
    const sets = { labelled: sampleSetOfPoints(labelled), unlabelled: others.length ? probe : noSamples };
    let previous: StateArrays | undefined;
    let before: number[] | undefined;
    for (let cycle = 0; cycle < 2; cycle++) {
      // the runner's initial weights of the next cycle, which the method does not use
      const used = cycle === 0 ? network : linearLearner(firstWeights.map((one) => one + 1));
      const result = await fit(used, { ...sets, rng, training, ...(previous && { previous }) });
      const consistency = plainCycle(state, others);
      weightsOf(used).forEach((one, i) => expect(one, `weight ${i}`).toBeCloseTo(state.learner[i]!, 4));
      expect(result.metrics['consistencyLoss']).toBeCloseTo(consistency, 4);
      const { found, probabilities } = await discrepancies(used, result, probe);
      const now = Array.from({ length: 3 }, (_, i) => probabilities.slice(2 * i, 2 * i + 2));
      found.forEach(
        (one, i) =>
      expect(one).toBeCloseTo(before ? ((now[i]![0]! - before[2 * i]!) ** 2 + (now[i]![1]! - before[2 * i + 1]!) ** 2) / 2 : 0, 6), // prettier-ignore
      );
      if (before) expect(Math.min(...found)).toBeGreaterThan(0);
      before = probabilities;
      previous = result.kept;
      result.artifacts.dispose();
      used.dispose();
    }
    expect([...previous!['teacher']!].every((one, i) => Math.abs(one - state.teacher[i]!) < 1e-4)).toBe(true);
    expect([...previous!['steps']!]).toEqual([2 * STEPS]);
  },
);

test('the discrepancy to the same weights is exactly zero', async () => {
  const rng = new Rng(2);
  const build = () => modelNamed('mlp').build({ shape: [2], classes: 2, rng: rng.child('weights'), parameters: {} });
  const samples = planeSamples(40, 1, (x) => Number(x > 0));
  const still = { method: 'tod', steps: 2, batch: 10, learningRate: 1e-30, optimizer: 'sgd' } as const;
  const [first, second] = [build(), build()];
  const { kept, artifacts } = await fit(first, { labelled: samples, rng, training: still });
  artifacts.dispose();
  const result = await fit(second, { labelled: samples, rng, training: still, previous: kept! });
  const { found } = await discrepancies(second, result, samples);
  result.artifacts.dispose();
  first.dispose();
  second.dispose();
  expect(found).toHaveLength(40);
  expect(found.every((one) => one === 0)).toBe(true);
});

test('a training that diverged leaves nothing to continue from', async () => {
  const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
  const { report, kept, artifacts } = await fit(network, {
    ...{ labelled: planeSamples(40, 1, (x) => Number(x > 0)), rng: new Rng(1) },
    training: { method: 'tod', steps: 30, batch: 10, learningRate: 10, optimizer: 'sgd', weightDecay: 1 },
  });
  artifacts.dispose();
  network.dispose();
  expect(report.diverged).toBeDefined();
  expect(kept).toBeUndefined();
});

test('the discrepancy of samples that were not trained on goes with their loss', async () => {
  // label noise on the right only, so that the losses differ
  const coins = new Rng(8, 'coins');
  const noisy = (count: number, seed: number) => planeSamples(count, seed, (x, y) => (x > 0 ? coins.integer(2) : Number(y > 0))); // prettier-ignore
  const rng = new Rng(3);
  const build = (cycle: number) => modelNamed('mlp').build({ shape: [2], classes: 2, rng: rng.child('weights', cycle), parameters: { width: 16 } }); // prettier-ignore
  const given = { method: 'tod', steps: 200, batch: 20, learningRate: 0.01 };
  const pool = noisy(200, 5);
  const first = build(0);
  const { kept, artifacts } = await fit(first, { labelled: noisy(60, 1), unlabelled: pool, rng: rng.child('0'), training: given }); // prettier-ignore
  artifacts.dispose();
  first.dispose();
  const second = build(1);
  const result = await fit(second, { labelled: noisy(120, 2), unlabelled: pool, rng: rng.child('1'), training: given, previous: kept! }); // prettier-ignore
  const held = noisy(300, 9);
  const { found, probabilities } = await discrepancies(second, result, held);
  result.artifacts.dispose();
  second.dispose();
  const losses = Array.from(held.labels, (label, i) => -Math.log(probabilities[2 * i + label]!));
  expect(spearman(found, losses)).toBeGreaterThan(0.4);
});
