/**
 * The trainings of the Gaussian-mixture paper against the same steps in double precision: cross-entropy with the mixture
 * regulariser (section 3.3), then the alignment against a discriminator that sees the mixtures (section 3.4).
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { inMemorySource } from '../../src/algorithms/feature-source.ts';
import { fitMixturePair } from '../../src/algorithms/mixture/mixture-pair.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { buildFeatureCritic } from '../../src/training/adversarial/feature-critic.ts';
import { noPause, rowsOf } from '../support/cluster-data.ts';
import { fit } from '../support/fit.ts';
import { adversarialStep, criticLogit, pairedPoints, type PlainAdversary, type PlainCritic } from '../support/plain/adversary.ts'; // prettier-ignore
import { gradientOf, mean, plainAdam, plainMomentum, sigmoid } from '../support/plain/descent.ts';
import { crossEntropyOf, firstWeights, linearLearner, sampleSetOfPoints, trunkOf, weightsOf, type Point } from '../support/plain/learner.ts'; // prettier-ignore
import { componentsOf, labelledComponents, logDensity, logPosteriors, varianceFloorOf, type PlainComponent } from '../support/plain/mixture.ts'; // prettier-ignore

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

// classes that overlap, so that the mixture’s posteriors are far from 0 and 1
const labelled: Point[] = [
  { x: [1, -0.5], label: 1 },
  { x: [-0.9, 0.4], label: 0 },
  { x: [-0.6, 0.8], label: 1 },
  { x: [0.8, 1.2], label: 0 },
];
const unlabelled: Point[] = [[2, 1], [-1, 2], [0.3, 1.6], [1.5, 0.2], [-2, 0.7], [0.9, -1.8]].map(([x, y]) => ({ x: [x!, y!], label: -1 })); // prettier-ignore
const labels = labelled.map(({ label }) => label);
const probes = [[0, 0], [1, 1], [-2, 0.5], [3, -1]]; // prettier-ignore

const BATCH = labelled.length;
const [RATE, MOMENTUM, WEIGHT_DECAY] = [0.05, 0.5, 0.01];
/** Steps of the first stage, whose second half is taken at a tenth of the rate. */
const FIRST_STEPS = 2;
const firstRate = (step: number): number => (step >= 1 ? RATE / 10 : RATE);

/** ψ of the labelled features in training mode; the regulariser takes no gradient through it. */
const regularizerMixture = (weights: readonly number[]): PlainComponent[] => {
  const rows = labelled.map(({ x }) => trunkOf(weights, x));
  return labelledComponents(rows, labels, varianceFloorOf(rows));
};

/** Cross-entropy and α times the mean of −ln p(y | z; ψ). */
const regularizedLoss = (alpha: number, mixture: readonly PlainComponent[]) => (weights: readonly number[]) =>
  crossEntropyOf(weights, labelled) -
  alpha * mean(labelled.map(({ x, label }) => logPosteriors(mixture, trunkOf(weights, x))[label]!));

/** The first stage: supervised where α is 0. */
function firstStage(alpha: number): number[] {
  const weights = [...firstWeights];
  const step = plainMomentum({ momentum: MOMENTUM, weightDecay: WEIGHT_DECAY });
  for (let at = 0; at < FIRST_STEPS; at++)
    step(weights, gradientOf(regularizedLoss(alpha, regularizerMixture(weights)), weights), firstRate(at));
  return weights;
}

async function trained(method: string, parameters: ParameterValues) {
  const rng = new Rng(4).child('training');
  const network = linearLearner();
  const { metrics, artifacts, report } = await fit(network, {
    ...{ labelled: sampleSetOfPoints(labelled), unlabelled: sampleSetOfPoints(unlabelled), rng, queryBatchSize: 1 },
    training: {
      ...{ method, parameters, steps: FIRST_STEPS, batch: BATCH, optimizer: 'sgd', learningRate: RATE },
      ...{ momentum: MOMENTUM, weightDecay: WEIGHT_DECAY, decay: [0.5] },
    },
  });
  const critic = artifacts.scores['critic'];
  const scores = critic ? tf.tidy(() => [...critic(tf.tensor2d(probes.flat(), [4, 2])).dataSync()]) : [];
  const learner = weightsOf(network);
  const { mixtures } = artifacts;
  artifacts.dispose();
  network.dispose();
  return { learner, scores, metrics, report, mixtures };
}

describe('Reg', () => {
  test.each([0.4, 0])('with α = %d adds the mixture’s log-posterior to the loss', async (weight) => {
    const { learner } = await trained('mixture-reg', { weight, subset: labelled.length });
    firstStage(weight).forEach((one, i) => expect(learner[i], `weight ${i}`).toBeCloseTo(one, 5));
  });

  test('makes a difference in these steps that the comparison would notice', () => {
    const [without, regularized] = [firstStage(0), firstStage(0.4)];
    expect(Math.max(...without.map((weight, i) => Math.abs(weight - regularized[i]!)))).toBeGreaterThan(0.003);
  });
});

const WIDTH = 5;
const ALIGN_STEPS = 5;
const REFIT_STEPS = 2;
const ITERATIONS = 3;
const CRITIC_RATE = 0.02;

/** ψ_L and ψ_U of the features in inference mode. */
async function mixturesOf(weights: readonly number[]) {
  const featuresOf = (points: readonly Point[]) => points.map(({ x }) => trunkOf(weights, x, 1));
  const [own, others] = [featuresOf(labelled), featuresOf(unlabelled)];
  return fitMixturePair({
    ...{ labelled: rowsOf(own), labels, unlabelled: inMemorySource(rowsOf(others)), classes: 2 },
    ...{ fit: 'exact', iterations: ITERATIONS, rng: new Rng(1), checkpoint: noPause },
  }); // prettier-ignore
}

/** Features, log-posteriors under both mixtures and log-densities, logarithms per dimension of z and posteriors at least −5. */
function viewOf(mixtures: readonly (readonly PlainComponent[])[]): (z: readonly number[]) => number[] {
  const viewAt = (z: readonly number[]) => [
    ...z,
    ...mixtures.flatMap((one) => logPosteriors(one, z).map((value) => Math.max(-5, value / z.length))),
    ...mixtures.map((one) => logDensity(one, z) / z.length),
  ];
  // the same places are seen once for each weight that is moved
  const views = new Map<string, number[]>();
  return (z) => {
    const place = z.join();
    const view = views.get(place) ?? viewAt(z);
    views.set(place, view);
    return [...view];
  };
}

/** The learner after the first stage, and the steps of the second. */
async function aligned(
  learner: number[],
  { alignWeight, penalty, mixtures }: { alignWeight: number; penalty: number; mixtures: boolean },
) {
  // prettier-ignore
  const rng = new Rng(4).child('training').child('alignment');
  const inputs = mixtures ? 2 + 2 * 2 + 2 : 2;
  const built = buildFeatureCritic({ view: { size: inputs, of: (z) => z }, hiddenSizes: [WIDTH, WIDTH], dropout: 0 }, rng.child('critic')); // prettier-ignore
  const shape: PlainCritic = { sizes: [inputs, WIDTH, WIDTH], dropout: 0 };
  const state: PlainAdversary = {
    ...{ learner, critic: weightsOf(built), shape },
    optimizers: { learner: plainMomentum({ momentum: MOMENTUM, weightDecay: WEIGHT_DECAY }), critic: plainAdam() },
    rng: { dropout: rng.child('critic dropout'), interpolates: rng.child('interpolates') },
  };
  built.dispose();
  const difference = (u: readonly number[], l: readonly number[]) => mean(u.map(sigmoid)) - mean(l.map(sigmoid));
  const nextBatch = pairedPoints({ labelled, unlabelled }, BATCH, rng);
  const refit = async () => {
    const { labelled: own, unlabelled: others } = await mixturesOf(state.learner);
    return viewOf([componentsOf(own), componentsOf(others)]);
  };
  const learnerRate = firstRate(FIRST_STEPS - 1);
  for (let step = 0; step < ALIGN_STEPS; step++) {
    if (mixtures && step % REFIT_STEPS === 0) shape.view = await refit();
    adversarialStep(state, nextBatch, {
      objective: {
        learner: (u, l) => alignWeight * difference(u, l),
        critic: difference,
        ...{ penalty, penaltyAt: 'between', criticSteps: 1 },
      },
      rates: { learner: learnerRate, critic: step >= 0.8 * ALIGN_STEPS ? CRITIC_RATE / 10 : CRITIC_RATE },
    });
  }
  if (mixtures) shape.view = await refit();
  return { learner, scores: probes.map((z) => sigmoid(criticLogit(shape, state.critic, z))) };
}

async function expectAlignment(method: string, given: { alignWeight: number; penalty: number; mixtures: boolean }) {
  const alpha = method === 'mixture-reg-da' ? 0.4 : 0;
  const regularizer: ParameterValues = method === 'mixture-reg-da' ? { weight: alpha, subset: labelled.length } : {};
  const alignment = { alignSteps: ALIGN_STEPS, refit: REFIT_STEPS, width: WIDTH, discriminatorRate: CRITIC_RATE, iterations: ITERATIONS }; // prettier-ignore
  const found = await trained(method, { ...regularizer, ...alignment, ...given });
  const worked = await aligned(firstStage(alpha), given);
  worked.learner.forEach((weight, i) => expect(found.learner[i], `weight ${i}`).toBeCloseTo(weight, 4));
  // on the features alone some gradients are so small that Adam’s quotient is mostly their rounding
  const digits = given.mixtures ? 4 : 3;
  worked.scores.forEach((score, i) => expect(found.scores[i], `score ${i}`).toBeCloseTo(score, digits));
  expect(found.report.steps).toBe(FIRST_STEPS + ALIGN_STEPS);
  const { labelled: own, unlabelled: others } = await mixturesOf(worked.learner);
  for (const [one, other] of [
    [found.mixtures!.labelled, own],
    [found.mixtures!.unlabelled, others],
  ] as const)
    // prettier-ignore
    one.means.forEach((value, i) => expect(value).toBeCloseTo(other.means[i]!, 3));
}

describe('DA takes the steps of its paper after the first stage', () => {
  test('on features and mixtures', () => expectAlignment('mixture-da', { alignWeight: 1, penalty: 1, mixtures: true }));
  test('on the features alone', () => expectAlignment('mixture-da', { alignWeight: 1, penalty: 1, mixtures: false }));
  test('with other weights', () => expectAlignment('mixture-da', { alignWeight: 3, penalty: 5, mixtures: true }));
  test('with the regulariser in the first stage', () =>
    expectAlignment('mixture-reg-da', { alignWeight: 1, penalty: 1, mixtures: true }));
});
