/** Snapshot ensembles: the plan in numbers, members that are the learner at those steps, the mean of weights, and the scores. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { takeSnapshot } from '../../src/models/parts/snapshot.ts';
import type { ParameterValues, TrainingSpec } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { snapshotEnsemble, variationRatio } from '../../src/strategies/learned/snapshot-ensemble.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { recomputeStatistics } from '../../src/trainer/running-statistics.ts';
import { constantPlan, cyclicPlan } from '../../src/training/snapshot/snapshot-plan.ts';
import { fit } from '../support/fit.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';
import { strategyContext } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe('the plan', () => {
  test('of a cyclic rate begins each member at the whole rate: 1, 0.0954915 and 1 at steps 1, 5 and 6 of 10', () => {
    const { after, learningRateFactor } = cyclicPlan({ steps: 10, members: 2 });
    expect(after).toEqual([5, 10]);
    expect([0, 4, 5].map(learningRateFactor)).toEqual([1, expect.closeTo(0.0954915, 6), 1]);
    expect(cyclicPlan({ steps: 11, members: 3 }).after).toEqual([4, 8, 11]);
  });

  test.each([
    [200, 100, [120, 140, 160, 180, 200]],
    [250, 200, [210, 220, 230, 240, 250]],
    [350, 300, [310, 320, 330, 340, 350]],
  ])('of a constant rate over %i epochs, %i of them before, takes the paper’s snapshots', (steps, first, after) => {
    const given = { start: first / steps, anneal: 0.25, rate: 5, scheduled: () => 1 };
    expect(constantPlan({ steps, members: 5 }, given).after).toEqual(after);
  });

  test('of a constant rate goes from the schedule’s to it along half a cosine', () => {
    const given = { start: 0.5, anneal: 0.1, rate: 5, scheduled: (step: number) => (step < 90 ? 3 : 1) };
    const { learningRateFactor } = constantPlan({ steps: 200, members: 5 }, given);
    expect([0, 89, 99, 100, 110, 120, 199].map(learningRateFactor)).toEqual([3, 3, 1, 1, 3, 5, 5]);
  });
});

/** Images of 9 × 9, brighter on one side. */
function images(count: number): SampleSet {
  const rng = new Rng(1, 'images');
  const labels = Int32Array.from({ length: count }, () => rng.integer(2));
  const all = Array.from(labels, (label) => Float32Array.from({ length: 81 }, (_, at) => rng.normal() + Number(at % 9 > 4) * (label - 0.5))); // prettier-ignore
  const read = (positions: ArrayLike<number>) => Promise.resolve(Float32Array.from(Array.from(positions).flatMap((one) => [...all[one]!]))); // prettier-ignore
  return { count, labels, read };
}

const learners = {
  perceptron: { model: 'mlp', shape: [2], parameters: { width: 6, dropout: 0.2 }, labelled: planeSamples(20, 1, (x) => Number(x > 0)) },
  'network with batch norm': { model: 'conv-small', shape: [9, 9, 1], parameters: { width: 0.0625, dropout: 0.2 }, labelled: images(12) },
} as const; // prettier-ignore
type Learner = (typeof learners)[keyof typeof learners];

async function trained({ model, shape, parameters, labelled }: Learner, training: Partial<TrainingSpec>) {
  const rng = new Rng(3);
  const network = modelNamed(model).build({ shape, classes: 2, rng: rng.child('weights'), parameters: { ...parameters } }); // prettier-ignore
  const given = { batch: 4, learningRate: 0.02, optimizer: 'sgd' as const, ...training };
  const result = await fit(network, { labelled, rng: rng.child('training'), training: given });
  const positions = Int32Array.from({ length: labelled.count }, (_, i) => i);
  const samples = tf.tensor(await labelled.read(positions), [labelled.count, ...shape]);
  const own = tf.tidy(() => [...tf.softmax(network.head(network.features(samples, { training: false }))).dataSync()]);
  const members = tf.tidy(() => result.artifacts.ensemble?.probabilities(samples).map((one) => [...one.dataSync()]));
  samples.dispose();
  result.artifacts.dispose();
  const weights = await takeSnapshot(network);
  return { ...result, network, own, members: members ?? [], weights };
}

/** At a constant rate from the first step on, so that a shorter training takes the same steps. */
const constant = (members: number, others: ParameterValues = {}) => ({
  ...{ members, start: 0, anneal: 0 },
  ...others,
});

test.each(Object.entries(learners))(
  'members of a %s are the learner after so many steps, running statistics included',
  async (_, learner) => {
    const whole = await trained(learner, { method: 'snapshot', steps: 9, parameters: constant(3) });
    expect(whole.metrics).toEqual({ members: 3 });
    for (const [i, steps] of [3, 6, 9].entries()) {
      const shorter = await trained(learner, { method: 'supervised', steps });
      expect(whole.members[i], `after ${steps}`).toEqual(shorter.own);
      shorter.network.dispose();
    }
    // the measured learner is the trained one
    expect(whole.own).toEqual(whole.members[2]);
    whole.network.dispose();
  },
);

test('a factor multiplies the constant rate', async () => {
  const learner = learners.perceptron;
  const doubled = await trained(learner, { method: 'snapshot', steps: 6, parameters: constant(2, { rateFactor: 2 }) });
  const supervised = await trained(learner, { method: 'supervised', steps: 6, learningRate: 0.04 });
  expect(doubled.own).toEqual(supervised.own);
  for (const one of [doubled, supervised]) one.network.dispose();
});

test('the measured weights may be the mean of the snapshots’', async () => {
  const learner = learners.perceptron;
  const mean = await trained(learner, { method: 'snapshot', steps: 6, parameters: constant(2, { reported: 'average' }) }); // prettier-ignore
  const [first, second] = [3, 6].map((steps) => trained(learner, { method: 'supervised', steps }));
  const [a, b] = [await first!, await second!];
  mean.weights.forEach((values, i) =>
    values.forEach((value, j) => expect(value).toBeCloseTo((a.weights[i]![j]! + b.weights[i]![j]!) / 2, 6)),
  );
  for (const one of [mean, a, b]) one.network.dispose();
});

test('recomputed statistics are the mean of the batches’ own, whatever was there before', async () => {
  const network = modelNamed('conv-small').build({ shape: [9, 9, 1], classes: 2, rng: new Rng(1), parameters: { width: 0.0625, dropout: 0 } }); // prettier-ignore
  const samples = images(10);
  const options = { samples, batch: 4, rng: new Rng(2) };
  await recomputeStatistics(network, options, silentControl);
  const found = await takeSnapshot({ variables: [], state: network.state });
  // the first layer's mean by hand: of the convolution's outputs over the first two batches, of four each
  const values = await samples.read(Int32Array.from({ length: 8 }, (_, i) => i));
  const byHand = tf.tidy(() => {
    const filter = network.variables.find(({ rank }) => rank === 4) as unknown as tf.Tensor4D;
    const maps = tf.conv2d(tf.tensor(values, [8, 9, 9, 1]) as tf.Tensor4D, filter, 1, 'same');
    return [...tf.mean(maps, [0, 1, 2]).dataSync()];
  });
  byHand.forEach((one, i) => expect(found[0]![i]).toBeCloseTo(one, 5));
  tf.tidy(() => network.state.forEach((one) => one.assign(tf.add(one, 3))));
  await recomputeStatistics(network, options, silentControl);
  const again = await takeSnapshot({ variables: [], state: network.state });
  again.forEach((values, i) => values.forEach((value, j) => expect(value).toBeCloseTo(found[i]![j]!, 5)));
  network.dispose();
});

describe('the query', () => {
  const scores = async (score: string, members: number[][][], size = members.length) => {
    const ensemble = {
      count: members[0]!.length,
      probabilities: () => members[0]!.map((_, m) => tf.tensor2d(members.map((one) => one[m]!))),
    };
    const context = strategyContext({
      ...{
        features: members.map(() => [0, 0]),
        probabilities: members.map((one) => one[0]!),
        size,
        parameters: { score },
      },
      ...{ artifacts: { scores: {}, ensemble, dispose: () => undefined }, batch: 1e9 },
    });
    return snapshotEnsemble.select(context);
  };
  const one = [[0.9, 0.1], [0.5, 0.5]]; // prettier-ignore
  const sure = [[0.99, 0.01], [0.99, 0.01]]; // prettier-ignore

  test.each([
    ['entropy', 0.6108643],
    ['bald', 0.1017492],
    ['margin', 0.4],
  ])('by %s of (0.9, 0.1) and (0.5, 0.5) is %d', async (score, value) => {
    const { indices, scores: found } = await scores(score, [sure, one]);
    // the doubtful sample first, also where the least is first
    expect([...indices]).toEqual([101, 100]);
    expect(found[0]).toBeCloseTo(value, 6);
    if (score === 'bald') expect(found[1]).toBeCloseTo(0, 6);
  });

  test('by votes (0, 0, 0, 1, 2) is 0.4, and 0 where all agree; of equals the higher entropy is first', async () => {
    const votes = [0, 0, 0, 1, 2].flatMap((label) => [0, 1, 2].map((c) => (c === label ? 0.8 : 0.1)));
    expect(variationRatio(Float32Array.from(votes), 3)).toBeCloseTo(0.4, 6);
    const agreed = [[0.6, 0.4], [0.7, 0.3]]; // prettier-ignore
    const split = [[0.9, 0.1], [0.4, 0.6]]; // prettier-ignore
    const { indices, scores: found } = await scores('variation-ratio', [sure, agreed, split]);
    expect([...indices]).toEqual([102, 101, 100]);
    expect([...found]).toEqual([0.5, 0, 0]);
  });
});
