/**
 * WAAL and H-divergence against the same steps in double precision: the equations of the paper written out, their gradients
 * taken by finite differences. Three steps of SGD with momentum, weight decay and a falling rate.
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { featureView } from '../../src/training/adversarial/critic-view.ts';
import { buildFeatureCritic } from '../../src/training/adversarial/feature-critic.ts';
import { fit } from '../support/fit.ts';
import {
  adversarialStep,
  criticLogit,
  pairedPoints,
  type PlainAdversary,
  type PlainObjective,
  type PlainReadings,
} from '../support/plain/adversary.ts';
import { mean, plainMomentum, sigmoid, softplus } from '../support/plain/descent.ts';
import { firstWeights, linearLearner, sampleSetOfPoints, weightsOf, type Point } from '../support/plain/learner.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const labelled: Point[] = [
  { x: [1, -0.5], label: 1 },
  { x: [-0.7, 0.4], label: 0 },
];
const unlabelled: Point[] = [[2, 1], [-1, 2], [0.3, 1.6], [1.5, 0.2], [-2, 0.7], [0.9, -1.8]].map(([x, y]) => ({ x: [x!, y!], label: -1 })); // prettier-ignore
const BATCH = 2;
const QUERY_BATCH = 1;
const [STEPS, RATE, MOMENTUM, WEIGHT_DECAY] = [3, 0.1, 0.5, 0.01];
/** The rate falls after two thirds of the steps: for the last of three. */
const rateAt = (step: number): number => (step >= 2 ? RATE / 10 : RATE);
const probes = [[0, 0], [1, 1], [-2, 0.5], [3, -1]]; // prettier-ignore

/** WAAL's supplement, G.2: n-50-ReLU-dropout-1, dropout of a half. */
const shapeOf = (units = 50) => ({ sizes: [2, units], dropout: 0.5 });

function initialCritic({ sizes, dropout }: PlainAdversary['shape'], rng: Rng): number[] {
  const [size, ...hiddenSizes] = sizes as [number, ...number[]];
  const critic = buildFeatureCritic({ view: featureView({ trunkSize: size }), hiddenSizes, dropout }, rng);
  const weights = weightsOf(critic);
  critic.dispose();
  return weights;
}

/** The trained learner's weights, the critic's scores of the probes, and the readings of the last step. */
async function trained(method: string, parameters: ParameterValues) {
  const rng = new Rng(5).child('training');
  const network = linearLearner();
  const { metrics, artifacts, report } = await fit(network, {
    ...{ labelled: sampleSetOfPoints(labelled), unlabelled: sampleSetOfPoints(unlabelled), rng },
    queryBatchSize: QUERY_BATCH,
    training: {
      ...{ method, parameters, steps: STEPS, batch: BATCH, optimizer: 'sgd', learningRate: RATE, momentum: MOMENTUM },
      // of one step, so that the loss of the last epoch is that of the last step
      ...{ weightDecay: WEIGHT_DECAY, decay: [2 / 3], epochsOver: 'labelled' },
    },
  });
  const scores = tf.tidy(() => [...artifacts.scores['critic']!(tf.tensor2d(probes.flat(), [4, 2])).dataSync()]);
  const learner = weightsOf(network);
  artifacts.dispose();
  network.dispose();
  return { learner, scores, metrics, loss: report.loss };
}

function expected(objective: PlainObjective, criticRate: number, units?: number) {
  const shape = shapeOf(units);
  const rng = new Rng(5).child('training');
  const momentum = () => plainMomentum({ momentum: MOMENTUM, weightDecay: WEIGHT_DECAY });
  const state: PlainAdversary = {
    ...{ learner: [...firstWeights], critic: initialCritic(shape, rng.child('critic')), shape },
    optimizers: { learner: momentum(), critic: momentum() },
    rng: { dropout: rng.child('critic dropout'), interpolates: rng.child('interpolates') },
  };
  const nextBatch = pairedPoints({ labelled, unlabelled }, BATCH, rng);
  let last: PlainReadings | undefined;
  for (let step = 0; step < STEPS; step++) {
    const rates = { learner: rateAt(step), critic: criticRate * rateAt(step) };
    last = adversarialStep(state, nextBatch, { objective, rates });
  }
  const { loss, ...metrics } = last!;
  return {
    learner: state.learner,
    metrics,
    loss,
    scores: probes.map((z) => sigmoid(criticLogit(shape, state.critic, z))),
  };
}

async function expectSteps(
  method: string,
  parameters: ParameterValues,
  { objective, criticRate = 1, units }: { objective: PlainObjective; criticRate?: number; units?: number },
): Promise<void> {
  const found = await trained(method, parameters);
  const worked = expected(objective, criticRate, units);
  worked.learner.forEach((weight, i) => expect(found.learner[i], `weight ${i}`).toBeCloseTo(weight, 5));
  worked.scores.forEach((score, i) => expect(found.scores[i], `score ${i}`).toBeCloseTo(score, 5));
  expect(found.loss).toBeCloseTo(worked.loss, 5);
  expect(Object.keys(found.metrics).sort()).toEqual(Object.keys(worked.metrics).sort());
  for (const [name, value] of Object.entries(worked.metrics)) expect(found.metrics[name], name).toBeCloseTo(value as number, 4); // prettier-ignore
}

describe('WAAL takes the steps of its paper', () => {
  // |L| = 2, |U| = 6, |B| = 1: γ = 6/2, α = 1/2
  const MU = 0.8;
  const muPrime = (3 / (1 + 3)) * MU;
  const C0 = (3 - 0.5) / (9 * (1 + 0.5));
  const meanScore = (logits: readonly number[]): number => mean(logits.map(sigmoid));
  const waal = (given: Partial<PlainObjective> & { labelledWeight?: number; aim?: number } = {}): PlainObjective => {
    const { labelledWeight = C0, aim = muPrime, ...rest } = given;
    const distance = (u: readonly number[], l: readonly number[]) => meanScore(u) - labelledWeight * meanScore(l);
    return {
      learner: (u, l) => muPrime * distance(u, l),
      critic: (u, l) => aim * distance(u, l),
      ...{ penalty: 1, penaltyAt: 'between', criticSteps: 1 },
      ...rest,
    };
  };

  test('with the settings of the paper', () => expectSteps('wasserstein', { tradeOff: MU }, { objective: waal() }));
  test('with the trade-off of the paper where none is given', () => {
    const mu = (3 / 4) * 0.01;
    const distance: PlainObjective['critic'] = (u, l) => mu * (meanScore(u) - C0 * meanScore(l));
    return expectSteps('wasserstein', {}, { objective: { ...waal(), learner: distance, critic: distance } });
  });
  test('with λ', () => expectSteps('wasserstein', { tradeOff: MU, penalty: 7.5 }, { objective: waal({ penalty: 7.5 }) })); // prettier-ignore
  test('with λ relative to the distance: 10 : 1 as in Gulrajani et al. 2017', () =>
    expectSteps('wasserstein', { tradeOff: MU, penalty: 10, penaltyScale: 'distance' }, { objective: waal({ penalty: 10 * muPrime }) })); // prettier-ignore
  test('with both in full, λ is the same relative to the distance as by itself', () =>
    expectSteps('wasserstein', { tradeOff: MU, penalty: 10, penaltyScale: 'distance', criticAim: 'full' }, { objective: waal({ penalty: 10, aim: 1 }) })); // prettier-ignore
  test('without the penalty', () => expectSteps('wasserstein', { tradeOff: MU, penalty: 0 }, { objective: waal({ penalty: 0 }) })); // prettier-ignore
  test('with the penalty at the samples', () =>
    expectSteps('wasserstein', { tradeOff: MU, penaltyAt: 'samples' }, { objective: waal({ penaltyAt: 'samples' }) }));
  test('with the distance in full in the critic’s loss', () =>
    expectSteps('wasserstein', { tradeOff: MU, criticAim: 'full' }, { objective: waal({ aim: 1 }) }));
  test('with labelled over unlabelled in place of C₀', () =>
    expectSteps('wasserstein', { tradeOff: MU, labelledWeight: 'code' }, { objective: waal({ labelledWeight: 2 / 6 }) })); // prettier-ignore
  test('with 1 in place of C₀', () =>
    expectSteps('wasserstein', { tradeOff: MU, labelledWeight: 'equal' }, { objective: waal({ labelledWeight: 1 }) }));
  test('with another rate of the critic', () =>
    expectSteps('wasserstein', { tradeOff: MU, criticRate: 3 }, { objective: waal(), criticRate: 3 }));
  test('with another number of hidden units of the critic', () =>
    expectSteps('wasserstein', { tradeOff: MU, criticUnits: 9 }, { objective: waal(), units: 9 }));
  test('with several steps of the critic', () =>
    expectSteps('wasserstein', { tradeOff: MU, criticSteps: 3 }, { objective: waal({ criticSteps: 3 }) }));
});

describe('H-divergence takes the steps of its paper', () => {
  /** The discriminator's log-likelihood: unlabelled is 1, labelled is 0. */
  const logLikelihood: PlainObjective['critic'] = (u, l) => -mean(u.map((s) => softplus(-s))) - mean(l.map(softplus));
  const objective = (mu: number, criticSteps = 1): PlainObjective => ({
    learner: (u, l) => mu * logLikelihood(u, l),
    critic: logLikelihood,
    ...{ penalty: 0, penaltyAt: 'between', criticSteps },
  });

  test('with a trade-off', () => expectSteps('h-divergence', { tradeOff: 0.8 }, { objective: objective(0.8) }));
  test('with the trade-off of the paper where none is given', () =>
    expectSteps('h-divergence', {}, { objective: objective(0.01) }));
  test('with another number of hidden units of the discriminator', () =>
    expectSteps('h-divergence', { tradeOff: 0.8, criticUnits: 7 }, { objective: objective(0.8), units: 7 }));
  test('with another rate and several steps of the discriminator', () =>
    expectSteps('h-divergence', { tradeOff: 0.8, criticRate: 0.4, criticSteps: 2 }, { objective: objective(0.8, 2), criticRate: 0.4 })); // prettier-ignore
});
