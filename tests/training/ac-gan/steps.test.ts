/**
 * Steps of AC-GAN on every base against the same steps in double precision, with losses worked by hand. The discriminator is
 * quadratic, so that its slope is known and differs from point to point: a penalty that is not taken at the interpolates shows.
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ConditionalGenerator, GanBase } from '../../../src/models/model.ts';
import type { Network } from '../../../src/models/model.ts';
import { buildNetwork } from '../../../src/models/parts/build-network.ts';
import { Weights } from '../../../src/models/parts/weights.ts';
import { Rng } from '../../../src/random/rng.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import type { StateArrays } from '../../../src/trainer/carried-state.ts';
import { resumableBatches } from '../../../src/trainer/resumable-batches.ts';
import { discriminatorTerms, generatorTerms, objectiveOf } from '../../../src/training/ac-gan/objectives.ts';
import type { FitCheckpoint, FitControl } from '../../../src/training/fit-checkpoints.ts';
import { fit } from '../../support/fit.ts';
import { gradientOf, mean, plainAdam, softplus } from '../../support/plain/descent.ts';
import { silentControl } from '../../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

type Pair = readonly [number, number];

const samples: Pair[] = [[1, 0.4], [-0.6, 1.2], [0.3, -0.9]]; // prettier-ignore
const labels = [0, 1, 1];
/** w of the score, then U of the logits, row-major. */
const firstLearner = [0.9, -0.6, 0.5, -0.4, 0.3, 0.8];
/** a, then E row-major. */
const firstGenerator = [0.7, -0.5, 0.2, 0.4, -0.3, 0.1];

/** D(x) = w · x², logits xᵀ U; G(z, k) = a ∘ z + E_k. */
function stubNetwork(base: GanBase): Network & { iterations: number } {
  const variable = (values: number[], shape: number[]) => tf.tidy(() => tf.variable(tf.tensor(values, shape)));
  const w = variable(firstLearner.slice(0, 2), [2, 1]);
  const u = variable(firstLearner.slice(2), [2, 2]);
  const network = {
    ...buildNetwork(new Weights(null), {
      ...{ shape: [2], classes: 2, trunkSize: 4 },
      trunk: (x) => tf.concat([x as tf.Tensor2D, tf.square(x) as tf.Tensor2D], 1),
      head: (features) => tf.matMul(tf.slice(features, [0, 0], [-1, 2]), u as tf.Tensor2D),
    }),
    variables: [w, u],
    iterations: 0,
    dispose: () => tf.dispose([w, u]),
  };
  const buildGenerator = (): ConditionalGenerator => {
    const a = variable(firstGenerator.slice(0, 2), [2]);
    const e = variable(firstGenerator.slice(2), [2, 2]);
    return {
      ...{ shape: [2], classes: 2, latent: 2, variables: [a, e], state: [] },
      generate: (z, classRows) => tf.add(tf.mul(z, a), tf.matMul(classRows, e as tf.Tensor2D)),
      dispose: () => tf.dispose([a, e]),
    };
  };
  return Object.assign(network, {
    discriminator: {
      base,
      score: (features: tf.Tensor2D) => tf.matMul(tf.slice(features, [0, 2], [-1, 2]), w as tf.Tensor2D),
      iterateNorms: () => void network.iterations++,
      buildGenerator,
    },
  });
}

const scoreOf = ([w1, w2]: readonly number[], [x, y]: Pair): number => w1! * x * x + w2! * y * y;

/** −ln softmax(xᵀ U) at the label. */
function classLoss([, , a, b, c, d]: readonly number[], [x, y]: Pair, label: number): number {
  const logits = [a! * x + c! * y, b! * x + d! * y];
  return Math.log(Math.exp(logits[0]!) + Math.exp(logits[1]!)) - logits[label]!;
}

const drawnBy = ([a1, a2, ...e]: readonly number[], [x, y]: Pair, label: number): Pair => [
  a1! * x + e[2 * label]!,
  a2! * y + e[2 * label + 1]!,
];

interface Drawn {
  z: Pair;
  label: number;
}

/** Weights and optimisers before a training. */
const beginning = (base: GanBase) => {
  const betas = base === 'wgan-gp' ? ([0.5, 0.9] as const) : ([0.5, 0.999] as const);
  return {
    learner: [...firstLearner],
    generator: [...firstGenerator],
    optimizers: [plainAdam(betas), plainAdam(betas)] as const,
  };
};

/** What the training comes to, in double precision, from there. @param gamma candidates per generated sample */
function plainTraining(
  base: GanBase,
  { steps, batch, rate, gamma, rng }: Record<'steps' | 'batch' | 'rate' | 'gamma', number> & { rng: Rng },
  { learner, generator, optimizers } = beginning(base),
) {
  const wasserstein = base === 'wgan-gp';
  const discriminatorSteps = wasserstein ? 5 : 1;
  const positionsOf = resumableBatches(samples.length, batch, rng.child('batches'));
  const kept: Drawn[][] = [];
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    let drawn: Drawn[] = [];
    for (let index = 0; index < discriminatorSteps; index++) {
      const real = [...positionsOf(step * discriminatorSteps + index)].map((at) => ({
        x: samples[at]!,
        label: labels[at]!,
      }));
      const stream = rng.child('latents', step, index);
      const points = Array.from({ length: batch * gamma }, (): Pair => [stream.normal(), stream.normal()]);
      const candidates = points.map((z): Drawn => ({ z, label: stream.integer(2) }));
      const ranks = candidates.map(({ z, label }) => scoreOf(learner, drawnBy(generator, z, label)));
      const least = [...ranks].sort((p, q) => q - p)[batch - 1]!;
      drawn = candidates.filter((_, at) => ranks[at]! >= least);
      const generated = drawn.map(({ z, label }) => drawnBy(generator, z, label));
      const interpolation = rng.child('interpolates', step, index);
      const between = generated.map((fake, i): Pair => {
        const e = interpolation.uniform();
        const x = real[i]!.x;
        return [fake[0] + e * (x[0] - fake[0]), fake[1] + e * (x[1] - fake[1])];
      });
      const loss = (weights: readonly number[]): number => {
        const [realScores, fakeScores] = [
          real.map(({ x }) => scoreOf(weights, x)),
          generated.map((x) => scoreOf(weights, x)),
        ];
        const slopes = between.map(([x, y]) => Math.hypot(2 * weights[0]! * x, 2 * weights[1]! * y));
        const adversarial = wasserstein
          ? mean(fakeScores) - mean(realScores) + 0.1 * mean(slopes.map((slope) => (slope - 1) ** 2))
          : // −log σ(D) of real and −log(1 − σ(D)) of generated
            mean(realScores.map((s) => softplus(-s))) + mean(fakeScores.map(softplus));
        return adversarial + mean(real.map(({ x, label }) => classLoss(weights, x, label)));
      };
      losses.push(loss(learner));
      optimizers[0](learner, gradientOf(loss, learner), rate);
    }
    kept.push(drawn);
    const loss = (weights: readonly number[]): number => {
      const generated = drawn.map(({ z, label }) => ({ x: drawnBy(weights, z, label), label }));
      const scores = generated.map(({ x }) => scoreOf(learner, x));
      const adversarial = wasserstein ? -mean(scores) : mean(scores.map((s) => softplus(-s)));
      return (
        adversarial + (wasserstein ? 0.1 : 1) * mean(generated.map(({ x, label }) => classLoss(learner, x, label)))
      );
    };
    optimizers[1](generator, gradientOf(loss, generator), rate);
  }
  return { learner, generator, optimizers, kept, losses };
}

const set = {
  count: samples.length,
  labels: Int32Array.from(labels),
  read: (positions: ArrayLike<number>) =>
    Promise.resolve(Float32Array.from(Array.from(positions, (at) => [...samples[at]!]).flat())),
};

const valuesOf = (variables: readonly tf.Variable[]): number[] => variables.flatMap((one) => [...one.dataSync()]);

describe.each(['dcgan', 'sngan', 'wgan-gp'] as const)('%s', (base) => {
  test.each([1, 3])('three steps, with %i candidates for each generated sample', async (gamma) => {
    const network = stubNetwork(base);
    const rng = new Rng(6).child('training');
    const plan = { steps: 3, batch: 2, rate: 0.05 };
    const training = {
      ...{ method: 'ac-gan', steps: plan.steps, batch: plan.batch, learningRate: plan.rate },
      parameters: { adversarialSampling: gamma },
    };
    const { artifacts, metrics, report } = await fit(network, { labelled: set, rng, training });
    const wanted = plainTraining(base, { ...plan, gamma, rng });
    valuesOf(network.variables).forEach((value, i) => expect(value).toBeCloseTo(wanted.learner[i]!, 4));
    valuesOf(artifacts.generator!.variables).forEach((value, i) => expect(value).toBeCloseTo(wanted.generator[i]!, 4));
    expect(network.iterations).toBe(base === 'wgan-gp' ? 15 : 3);
    // an epoch of three samples is two steps
    expect(report).toMatchObject({ steps: 3, validationAccuracy: null });
    expect(report.loss).toBeCloseTo(wanted.losses.at(-1)!, 4);
    // the means over the last tenth are those of the last step
    expect(metrics['discriminatorLoss']! + metrics['classifierLoss']!).toBeCloseTo(wanted.losses.at(-1)!, 4);
    const classes = new Set(wanted.kept.at(-1)!.map(({ label }) => label)).size;
    expect(metrics['keptClasses']).toEqual(gamma === 1 ? undefined : classes);
    artifacts.dispose();
    network.dispose();
  });
});

describe.each(['dcgan', 'wgan-gp'] as const)('%s over two cycles', (base) => {
  const plan = { steps: 3, batch: 2, rate: 0.05 };
  const train = async (
    cycle: number,
    { previous, warmStart, control }: { previous?: StateArrays | undefined; warmStart: boolean; control?: FitControl },
  ) => {
    const network = stubNetwork(base);
    const training = {
      ...{ method: 'ac-gan', steps: plan.steps, batch: plan.batch, learningRate: plan.rate },
      parameters: { warmStart },
    };
    const rng = new Rng(6).child('training', cycle);
    const inputs = { labelled: set, rng, training, ...(previous && { previous }) };
    const { artifacts, kept } = await fit(network, inputs, control);
    const result = { learner: valuesOf(network.variables), generator: valuesOf(artifacts.generator!.variables), kept };
    artifacts.dispose();
    network.dispose();
    return result;
  };

  test('a warm start goes on from the weights and the optimisers of the cycle before', async () => {
    const before = plainTraining(base, { ...plan, gamma: 1, rng: new Rng(6).child('training', 0) });
    const wanted = plainTraining(base, { ...plan, gamma: 1, rng: new Rng(6).child('training', 1) }, before);
    const { kept } = await train(0, { warmStart: true });
    const { learner, generator } = await train(1, { warmStart: true, previous: kept });
    learner.forEach((value, i) => expect(value).toBeCloseTo(wanted.learner[i]!, 4));
    generator.forEach((value, i) => expect(value).toBeCloseTo(wanted.generator[i]!, 4));
  });

  test('without a warm start the second cycle begins with initial weights, and nothing is kept', async () => {
    const { kept } = await train(0, { warmStart: true });
    const cold = await train(1, { warmStart: false, previous: kept });
    expect(cold).toEqual({ ...(await train(1, { warmStart: true })), kept: undefined });
  });

  test('a warm start that is interrupted and resumed comes to the same', async () => {
    const { kept: previous } = await train(0, { warmStart: true });
    const whole = await train(1, { warmStart: true, previous });
    let stepsDone = 0;
    const found: FitCheckpoint[] = [];
    const save = (one: FitCheckpoint) => Promise.resolve(void found.push(structuredClone(one)));
    const progress = (done: number) => void (stepsDone = done);
    const checkpoints = { seconds: () => 40 * stepsDone, save };
    await train(1, { warmStart: true, previous, control: { ...silentControl, progress, checkpoints } });
    expect(found.map(({ step }) => step)).toEqual([1, 2]);
    for (const resumeFrom of found) {
      const control = { ...silentControl, checkpoints: { ...checkpoints, resumeFrom } };
      expect(await train(1, { warmStart: true, previous, control })).toEqual(whole);
    }
  });
});

describe('losses by hand', () => {
  /** Scores and logits of the samples are their own coordinates: D, and two logits. */
  const learner = (base: GanBase) => ({
    trunk: (x: tf.Tensor) => x as tf.Tensor2D,
    neck: (x: tf.Tensor2D) => x,
    head: (features: tf.Tensor2D) => tf.slice(features, [0, 1], [-1, 2]),
    discriminator: {
      base,
      score: (features: tf.Tensor2D) => tf.slice(features, [0, 0], [-1, 1]),
      iterateNorms: () => undefined,
      buildGenerator: () => {
        throw new Error('not asked for');
      },
    },
  });
  const mode = { training: true, rng: new Rng(1) } as const;
  const real = [[0.3, Math.log(3), 0]]; // probability 3/4 of its class
  const generated = [[-0.5, 0, 0]]; // 1/2 of its class

  const discriminatorLoss = (base: GanBase, penalty = 0) =>
    tf.tidy(() => {
      const batch = {
        ...{ real: tf.tensor2d(real), generated: tf.tensor2d(generated), realClasses: tf.tensor2d([[1, 0]]) },
        interpolation: Float32Array.of(0.25),
      };
      const objective = { ...objectiveOf(base, [3]), penalty };
      const terms = discriminatorTerms(learner(base), batch, { objective, mode });
      return [terms.adversarial, terms.classification, terms.loss].map((one) => one.dataSync()[0]!);
    });

  const generatorLoss = (base: GanBase) =>
    tf.tidy(() => {
      const generator = { generate: () => tf.tensor2d(generated) };
      const objective = objectiveOf(base, [3]);
      const batch = { z: tf.zeros([1, 1]) as tf.Tensor2D, classRows: tf.tensor2d([[0, 1]]) };
      const terms = generatorTerms({ learner: learner(base), generator }, batch, { objective, mode });
      return [terms.adversarial, terms.classification, terms.loss].map((one) => one.dataSync()[0]!);
    });

  const expectClose = (values: readonly number[], wanted: readonly number[]) =>
    values.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 5));

  test('discriminator of DCGAN and SNGAN: −ln σ(0.3) − ln(1 − σ(−0.5)), and −ln 3/4', () => {
    for (const base of ['dcgan', 'sngan'] as const)
      expectClose(discriminatorLoss(base), [1.0284322, Math.log(4 / 3), 1.0284322 + Math.log(4 / 3)]);
  });

  test('discriminator of WGAN-GP: −0.3 − 0.5, and −ln 3/4; a slope of 1 costs nothing', () => {
    expectClose(discriminatorLoss('wgan-gp', 10), [-0.8, Math.log(4 / 3), -0.8 + Math.log(4 / 3)]);
  });

  test('the penalty of a linear critic with slope 3 and λ = 10: 40', () => {
    const steep = learner('wgan-gp');
    const critic = { ...steep, trunk: (x: tf.Tensor) => tf.mul(x, 3) as unknown as tf.Tensor2D };
    const value = tf.tidy(() => {
      const batch = {
        ...{ real: tf.tensor2d(real), generated: tf.tensor2d(generated), realClasses: tf.tensor2d([[1, 0]]) },
        interpolation: Float32Array.of(0.25),
      };
      const objective = { ...objectiveOf('wgan-gp', [28, 28, 1]) };
      expect(objective.penalty).toBe(10);
      return discriminatorTerms(critic, batch, { objective, mode }).adversarial.dataSync()[0]!;
    });
    expect(value).toBeCloseTo(3 * -0.8 + 40, 4);
  });

  test('generator: −ln σ(−0.5) and −ln 1/2, for WGAN-GP 0.5 and a tenth of −ln 1/2', () => {
    const softened = Math.log1p(Math.exp(0.5));
    for (const base of ['dcgan', 'sngan'] as const)
      expectClose(generatorLoss(base), [softened, Math.LN2, softened + Math.LN2]);
    expectClose(generatorLoss('wgan-gp'), [0.5, Math.LN2, 0.5 + 0.1 * Math.LN2]);
  });
});
