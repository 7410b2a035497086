/** VAAL's losses against closed forms, and one step of each network worked out with plain numbers. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import {
  adversaryLoss,
  binaryCrossEntropy,
  discriminatorLoss,
  klDivergence,
  type KlReduction,
} from '../../src/selectors/vaal/vaal-losses.ts';
import { VaalTrainer, type VaalNetworks } from '../../src/selectors/vaal/vaal-trainer.ts';
import { buildDiscriminator } from '../../src/selectors/vaal/discriminator.ts';
import { buildVae } from '../../src/selectors/vaal/vae-networks.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { optimizerFor } from '../../src/tensor/optimizers.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));

const valueOf = (scalar: tf.Scalar): number => scalar.dataSync()[0]!;

describe('losses', () => {
  const posterior = (rows: number) => ({
    mean: tf.tensor2d(Array.from({ length: rows }, () => [1, 0])),
    logVariance: tf.tensor2d(Array.from({ length: rows }, () => [0, Math.log(4)])),
  });
  // ½ (1 + 0) + ½ (4 − 1 − ln 4)
  const ofOne = 1.3068528;

  test.each([
    ['sum-batch', 3 * ofOne],
    ['mean-batch', ofOne],
    ['mean-all', ofOne / 2],
  ] satisfies [KlReduction, number][])(
    'the KL divergence of µ = (1, 0), σ² = (1, 4), three times, by %s',
    (how, all) => {
      expect(valueOf(klDivergence(posterior(3), how))).toBeCloseTo(all, 5);
    },
  );

  test('it is 0 for the prior', () => {
    const prior = { mean: tf.zeros([2, 3]) as tf.Tensor2D, logVariance: tf.zeros([2, 3]) as tf.Tensor2D };
    expect(valueOf(klDivergence(prior, 'sum-batch'))).toBe(0);
  });

  test('a discriminator that is ½ everywhere gives 2 ln 2 in both losses', () => {
    const logits = { labelled: tf.zeros([5]) as tf.Tensor1D, unlabelled: tf.zeros([7]) as tf.Tensor1D };
    expect(valueOf(adversaryLoss(logits))).toBeCloseTo(1.3862944, 6);
    expect(valueOf(discriminatorLoss(logits))).toBeCloseTo(1.3862944, 6);
  });

  test('the auto-encoder wants both pools labelled, the discriminator the unlabelled at 0', () => {
    const logits = { labelled: tf.tensor1d([2]), unlabelled: tf.tensor1d([-1, 3]) };
    const minusLn = (z: number) => Math.log(1 + Math.exp(-z));
    const [labelled, both, none] = [minusLn(2), (minusLn(-1) + minusLn(3)) / 2, (minusLn(1) + minusLn(-3)) / 2];
    expect(valueOf(adversaryLoss(logits))).toBeCloseTo(labelled + both, 5);
    expect(valueOf(discriminatorLoss(logits))).toBeCloseTo(labelled + none, 5);
  });

  test('a saturated discriminator has finite losses with a gradient', () => {
    const gradient = tf.grad((z) => binaryCrossEntropy(z as tf.Tensor1D, 1))(tf.tensor1d([-200]));
    expect(valueOf(binaryCrossEntropy(tf.tensor1d([-200]), 1))).toBeCloseTo(200, 3);
    expect(gradient.dataSync()[0]).toBeCloseTo(-1, 5);
  });
});

/** One number per sample: µ = a x, ln σ² = b, reconstruction c z (+ e r), logit v µ + w (+ q r). */
interface Weights {
  [name: string]: number;
  a: number;
  b: number;
  c: number;
  v: number;
  w: number;
}

const start: Weights = { a: 0.8, b: -0.4, c: 1.1, v: -0.6, w: 0.2 };
const [vaeNames, discriminatorNames] = [
  ['a', 'b', 'c'],
  ['v', 'w'],
];
const labelled = [0.5, -1.2, 0.3];
const unlabelled = [1.5, 0.9, -0.2];
const [beta, adversaryWeight, rate] = [0.7, 0.6, 0.1];

function scalarNetworks(): { networks: VaalNetworks; values(): Weights } {
  const variables = Object.fromEntries(
    Object.entries(start).map(([name, value]) => [name, tf.variable(tf.scalar(value))]),
  );
  const of = (name: string) => variables[name]!;
  const column = (x: tf.Tensor, factor: tf.Tensor) => tf.mul(tf.reshape(x, [-1, 1]), factor) as tf.Tensor2D;
  const dispose = () => undefined;
  return {
    networks: {
      vae: {
        ...{ shape: [1], latent: 1, state: [], dispose },
        variables: vaeNames!.map(of),
        encode: (x) => ({ mean: column(x, of('a')), logVariance: column(tf.onesLike(x), of('b')) }),
        decode: (codes) => column(codes, of('c')),
      },
      discriminator: {
        ...{ state: [], dispose },
        variables: discriminatorNames!.map(of),
        logits: (codes) => tf.reshape(tf.add(tf.mul(codes, of('v')), of('w')), [-1]),
      },
    },
    values: () =>
      Object.fromEntries(Object.entries(variables).map(([name, one]) => [name, one.dataSync()[0]])) as Weights,
  };
}

const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

/** Eq. 4 in plain numbers. @param noise of the labelled, then of the unlabelled samples */
function vaeLoss({ a, b, c, v, w }: Weights, noise: number[][]): number {
  const pool = (xs: number[], eps: number[]) => {
    const reconstruction = mean(xs.map((x, i) => (c * (a * x + Math.exp(b / 2) * eps[i]!) - x) ** 2));
    const kl = xs.reduce((sum, x) => sum - 0.5 * (1 + b - (a * x) ** 2 - Math.exp(b)), 0);
    return reconstruction + beta * kl;
  };
  const looksLabelled = (xs: number[]) => mean(xs.map((x) => -Math.log(logistic(v * a * x + w))));
  const adversary = looksLabelled(labelled) + looksLabelled(unlabelled);
  return pool(labelled, noise[0]!) + pool(unlabelled, noise[1]!) + adversaryWeight * adversary;
}

/** Eq. 5 in plain numbers. */
const separation = ({ a, v, w }: Weights): number =>
  mean(labelled.map((x) => -Math.log(logistic(v * a * x + w)))) +
  mean(unlabelled.map((x) => -Math.log(1 - logistic(v * a * x + w))));

const slope = (loss: (weights: Weights) => number, name: string): number =>
  (loss({ ...start, [name]: start[name]! + 1e-5 }) - loss({ ...start, [name]: start[name]! - 1e-5 })) / 2e-5;

const batch = { labelled: Float32Array.from(labelled), unlabelled: Float32Array.from(unlabelled) };
const sgd = (networks: Pick<VaalNetworks, 'vae' | 'discriminator'>) => ({
  vae: optimizerFor('sgd', rate, networks.vae.variables, { momentum: 0 }),
  discriminator: optimizerFor('sgd', rate, networks.discriminator.variables, { momentum: 0 }),
});

describe('one step', () => {
  test('of the auto-encoder goes down Eq. 4 and leaves the discriminator as it is', () => {
    const { networks, values } = scalarNetworks();
    const before = values();
    const objective = { beta, adversaryWeight, klReduction: 'sum-batch' } as const;
    new VaalTrainer(networks, objective, sgd(networks)).vaeStep(batch, new Rng(3, 'noise'));
    const rng = new Rng(3, 'noise');
    const noise = [labelled.map(() => rng.normal()), unlabelled.map(() => rng.normal())];
    const after = values();
    for (const name of vaeNames!)
      expect(after[name], name).toBeCloseTo(start[name]! - rate * slope((at) => vaeLoss(at, noise), name), 4);
    for (const name of discriminatorNames!) expect(after[name]).toBe(before[name]);
  });

  test('of the discriminator goes down Eq. 5 on the means and leaves the auto-encoder as it is', () => {
    const { networks, values } = scalarNetworks();
    const before = values();
    const objective = { beta, adversaryWeight, klReduction: 'sum-batch' } as const;
    new VaalTrainer(networks, objective, sgd(networks)).discriminatorStep(batch, new Rng(3));
    const after = values();
    for (const name of discriminatorNames!)
      expect(after[name], name).toBeCloseTo(start[name]! - rate * slope(separation, name), 5);
    for (const name of vaeNames!) expect(after[name]).toBe(before[name]);
  });

  test('of the discriminator leaves running statistics and weights of a convolutional auto-encoder to the last bit', () => {
    const vae = buildVae({ shape: [8, 8, 1], latent: 3, width: 0.0625 }, new Rng(1));
    const discriminator = buildDiscriminator({ inputs: 3, width: 0.0625 }, new Rng(2));
    const rng = new Rng(5);
    const images = () => Float32Array.from({ length: 4 * 64 }, () => rng.normal());
    const pools = { labelled: images(), unlabelled: images() };
    const all = (of: { variables: readonly tf.Variable[]; state: readonly tf.Variable[] }) =>
      [...of.variables, ...of.state].map((one) => one.dataSync().slice());
    const objective = { beta: 1, adversaryWeight: 1, klReduction: 'mean-all' } as const;
    const trainer = new VaalTrainer({ vae, discriminator }, objective, sgd({ vae, discriminator }));
    const [first, second] = [all(vae), all(discriminator)];
    trainer.discriminatorStep(pools, rng);
    expect(all(vae)).toEqual(first);
    expect(all(discriminator)).not.toEqual(second);
    const moved = all(discriminator);
    trainer.vaeStep(pools, rng);
    expect(all(discriminator)).toEqual(moved);
    // weights and running statistics of every layer
    all(vae).forEach((values, at) => expect(values).not.toEqual(first[at]));
    for (const one of [vae, discriminator]) one.dispose();
  });
});
