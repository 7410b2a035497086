/**
 * Training against a critic in double precision, step by step as in WAAL's algorithm 1: one pass of the trunk, a step of the
 * learner, a step of the critic on the same features, and its further steps on features of new batches.
 */
import type { Rng } from '../../../src/random/rng.ts';
import { gradientOf, mean, sigmoid, softplus, type PlainOptimizer } from './descent.ts';
import { crossEntropyOf, trunkOf, type Point } from './learner.ts';

/** A perceptron with ReLU; its weights in one list: matrix and biases of each layer. */
export interface PlainCritic {
  /** Width of its input, and of each hidden layer. */
  sizes: readonly number[];
  /** Dropout of the last hidden layer. */
  dropout: number;
  view?(z: readonly number[]): number[];
}

/** The critic's logit of one sample. */
export function criticLogit(
  { sizes, view }: PlainCritic,
  weights: readonly number[],
  z: readonly number[],
  mask?: readonly number[],
): number {
  let values = view ? view(z) : [...z];
  let offset = 0;
  for (const width of [...sizes.slice(1), 1]) {
    const biases = offset + values.length * width;
    const inputs = values;
    values = Array.from({ length: width }, (_, j) => {
      let sum = weights[biases + j]!;
      for (let i = 0; i < inputs.length; i++) sum += inputs[i]! * weights[offset + i * width + j]!;
      return sum;
    });
    offset = biases + width;
    if (offset < weights.length) values = values.map((value) => Math.max(0, value));
    if (mask && offset === weights.length - values.length - 1) values = values.map((value, j) => value * mask[j]!);
  }
  return values[0]!;
}

export interface PlainObjective {
  /** Term of the learner's loss, from the critic's logits on unlabelled and labelled samples. */
  learner(unlabelled: readonly number[], labelled: readonly number[]): number;
  /** The critic's objective, without its penalty. */
  critic(unlabelled: readonly number[], labelled: readonly number[]): number;
  penalty: number;
  penaltyAt: 'between' | 'samples';
  criticSteps: number;
}

export interface PlainAdversary {
  learner: number[];
  critic: number[];
  shape: PlainCritic;
  optimizers: { learner: PlainOptimizer; critic: PlainOptimizer };
  /** The random streams of the training. */
  rng: { dropout: Rng; interpolates: Rng };
}

export interface PlainReadings {
  /** Of the labels, before the learner's step. */
  loss: number;
  criticUnlabelled: number;
  criticLabelled: number;
  criticEntropy: number;
  criticNorm?: number;
}

interface PlainBatch {
  labelled: readonly Point[];
  unlabelled: readonly Point[];
}

/**
 * One step of each network; gives the readings of the critic's last step, before it.
 * @param next the batches in turn: one for the learner and the critic's first step, one for each further step of the critic
 */
export function adversarialStep(
  { learner, critic, shape, optimizers, rng }: PlainAdversary,
  next: () => PlainBatch,
  { objective, rates }: { objective: PlainObjective; rates: { learner: number; critic: number } },
): PlainReadings {
  const { labelled, unlabelled } = next();
  const points = [...labelled, ...unlabelled];
  const n = labelled.length;
  const masksFor = (count: number): number[][] | undefined =>
    shape.dropout > 0 ? Array.from({ length: count }, () => maskRow(shape, rng.dropout)) : undefined;
  const logitsAt = (weights: readonly number[], zs: readonly number[][], masks: number[][] | undefined): number[] =>
    zs.map((z, i) => criticLogit(shape, weights, z, masks?.[i]));
  // features of the weights before the step, for both
  let features = points.map(({ x }) => trunkOf(learner, x));
  const masks = masksFor(2 * n);
  const learnerLoss = (weights: readonly number[]): number => {
    const logits = logitsAt(critic, points.map(({ x }) => trunkOf(weights, x)), masks); // prettier-ignore
    return crossEntropyOf(weights, labelled) + objective.learner(logits.slice(n), logits.slice(0, n));
  };
  const loss = crossEntropyOf(learner, labelled);
  optimizers.learner(learner, gradientOf(learnerLoss, learner), rates.learner);
  let readings: PlainReadings | undefined;
  for (let step = 0; step < objective.criticSteps; step++) {
    if (step > 0) {
      const further = next();
      features = [...further.labelled, ...further.unlabelled].map(({ x }) => trunkOf(learner, x));
    }
    const penaltyPoints = objective.penaltyAt === 'samples' ? features : interpolated(features, n, objective.penalty > 0 ? rng.interpolates : undefined); // prettier-ignore
    const criticMasks = masksFor(2 * n);
    const penaltyMasks = objective.penalty > 0 ? masksFor(penaltyPoints.length) : undefined;
    const norms = (weights: readonly number[]): number[] =>
      penaltyPoints.map((z, i) =>
        Math.hypot(...gradientOf((at) => sigmoid(criticLogit(shape, weights, at, penaltyMasks?.[i])), z)),
      );
    const criticLoss = (weights: readonly number[]): number => {
      const logits = logitsAt(weights, features, criticMasks);
      const aim = objective.critic(logits.slice(n), logits.slice(0, n));
      return objective.penalty > 0
        ? objective.penalty * mean(norms(weights).map((norm) => (norm - 1) ** 2)) - aim
        : -aim;
    };
    const logits = logitsAt(critic, features, criticMasks);
    readings = {
      loss,
      criticUnlabelled: mean(logits.slice(n).map(sigmoid)),
      criticLabelled: mean(logits.slice(0, n).map(sigmoid)),
      criticEntropy: mean(logits.map((s) => softplus(s) - s * sigmoid(s))),
      ...(objective.penalty > 0 && { criticNorm: mean(norms(critic)) }),
    };
    optimizers.critic(critic, gradientOf(criticLoss, critic), rates.critic);
  }
  return readings!;
}

const maskRow = ({ sizes, dropout }: PlainCritic, rng: Rng): number[] =>
  Array.from({ length: sizes.at(-1)! }, () => (rng.uniform() < dropout ? 0 : 1 / (1 - dropout)));

/** labelled + e (unlabelled − labelled) of each pair, e uniform. */
const interpolated = (features: readonly number[][], n: number, rng: Rng | undefined): number[][] =>
  rng
    ? features.slice(0, n).map((labelled, i) => {
        const e = rng.uniform();
        return labelled.map((value, d) => value + e * (features[n + i]![d]! - value));
      })
    : [];

/** The batches of an adversarial training: labelled positions drawn with replacement, unlabelled ones in permutations. */
export function pairedPoints(points: PlainBatch, batch: number, rng: Rng): () => PlainBatch {
  const labelledRng = rng.child('labelled batches');
  const orderRng = rng.child('unlabelled batches');
  let order: number[] = [];
  const next = (): number => {
    if (order.length === 0) order = [...orderRng.permutation(points.unlabelled.length)];
    return order.shift()!;
  };
  return () => ({
    labelled: Array.from({ length: batch }, () => points.labelled[labelledRng.integer(points.labelled.length)]!),
    unlabelled: Array.from({ length: batch }, () => points.unlabelled[next()]!),
  });
}
