import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { autoEncoderNamed, autoEncoders, ganNamed, gans } from '../../src/generative/index.ts';
import type { Critic, GanModel } from '../../src/generative/networks/generative-networks.ts';
import type { Mode } from '../../src/models/model.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { gradientPenalty } from '../../src/tensor/layers.ts';
import { optimizerFor, type Optimizer } from '../../src/tensor/optimizers.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const training = (seed: number): Mode => ({ training: true, rng: new Rng(seed) });
const inference: Mode = { training: false };

const drawn = (shape: number[], rng = new Rng(3)): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  );

const sizeOf = ({ variables }: { variables: readonly tf.Variable[] }): number =>
  variables.reduce((sum, variable) => sum + variable.size, 0);

/** Weights of a convolution, or of a transposed one, with and without biases; of a dense layer; of batch norm. */
const conv = (size: number, from: number, to: number): number => size * size * from * to + to;
const bare = (size: number, from: number, to: number): number => size * size * from * to;
const full = (from: number, to: number): number => from * to + to;
const norm = (channels: number): number => 2 * channels;

describe('the GANs have as many weights as the tables of the paper give', () => {
  const cases: [string, number[], number, number][] = [
    [
      'gan-28', // Table 5, with one channel at the end and 4 × 4 × 256 features in the critic
      [28, 28, 1],
      full(128, 4096) + conv(5, 256, 128) + conv(5, 128, 64) + conv(5, 64, 1),
      conv(5, 1, 64) + conv(5, 64, 128) + conv(5, 128, 256) + full(4096, 1),
    ],
    [
      'gan-32', // Table 7
      [32, 32, 3],
      128 * 8192 + norm(8192) + bare(5, 512, 256) + norm(256) + bare(5, 256, 128) + norm(128) + conv(5, 128, 3),
      conv(5, 3, 128) + conv(5, 128, 256) + conv(5, 256, 512) + full(8192, 1),
    ],
    [
      'gan-64', // Table 10
      [64, 64, 3],
      128 * 4096 +
        norm(4096) +
        (bare(5, 256, 256) + norm(256)) +
        (bare(5, 256, 128) + norm(128)) +
        (bare(5, 128, 64) + norm(64)) +
        conv(5, 64, 3),
      conv(5, 3, 128) + conv(5, 128, 256) + conv(5, 256, 512) + conv(5, 512, 512) + full(8192, 1),
    ],
    [
      'gan-residual', // Table 8: three blocks and a last convolution; an opening block, one that halves, two that do not
      [32, 32, 3],
      full(128, 2048) + 3 * (2 * norm(128) + 2 * conv(3, 128, 128) + conv(1, 128, 128)) + norm(128) + conv(3, 128, 3),
      conv(3, 3, 128) + conv(1, 3, 128) + 7 * conv(3, 128, 128) + conv(1, 128, 128) + full(128, 1),
    ],
    ['gan-plane', [2], full(2, 64) + 2 * full(64, 64) + full(64, 2), full(2, 64) + 2 * full(64, 64) + full(64, 1)],
  ];
  test.each(cases)('%s on %j', (name, shape, ofGenerator, ofCritic) => {
    const generator = ganNamed(name).generator(shape, null, {});
    expect(sizeOf(generator)).toBe(ofGenerator);
    generator.dispose();
    const critic = ganNamed(name).critic(shape, null, {});
    expect(sizeOf(critic)).toBe(ofCritic);
    critic.dispose();
  });
});

describe('the auto-encoders have as many weights and as long a code as the tables of the paper give', () => {
  const cases: [string, number[], ParameterValues, number, number][] = [
    [
      'auto-encoder-28', // Table 4
      [28, 28, 1],
      {},
      4 * 4 * 12,
      conv(5, 1, 3) + conv(5, 3, 6) + conv(5, 6, 12) + conv(5, 12, 6) + conv(5, 6, 3) + conv(5, 3, 1),
    ],
    [
      'auto-encoder-28', // a third of it, for two digits (A.1)
      [28, 28, 1],
      { width: 1 / 3 },
      4 * 4 * 4,
      conv(5, 1, 1) + conv(5, 1, 2) + conv(5, 2, 4) + conv(5, 4, 2) + conv(5, 2, 1) + conv(5, 1, 1),
    ],
    [
      'auto-encoder-32', // Table 6
      [32, 32, 3],
      {},
      4 * 4 * 16,
      bare(3, 3, 64) +
        bare(3, 64, 32) +
        bare(3, 32, 16) +
        bare(3, 16, 32) +
        bare(3, 32, 64) +
        conv(3, 64, 3) +
        norm(64 + 32 + 16 + 32 + 64 + 3),
    ],
    [
      'auto-encoder-64', // Table 9
      [64, 64, 3],
      {},
      4 * 4 * 16,
      bare(5, 3, 128) +
        2 * (bare(5, 128, 64) + bare(5, 64, 32) + bare(5, 32, 16)) +
        conv(5, 128, 3) +
        norm(128 + 2 * (64 + 32) + 16 + 128),
    ],
  ];
  test.each(cases)('%s on %j, %j', (name, shape, parameters, code, count) => {
    const coder = autoEncoderNamed(name).build(shape, new Rng(1), parameters);
    expect(coder.codeSize).toBe(code);
    expect(sizeOf(coder)).toBe(count);
    coder.dispose();
  });
});

/** Few units, so that the suite takes seconds. */
const narrow = (gan: GanModel): ParameterValues =>
  gan.about.kinds.includes('plane') ? { units: 16 } : { width: 1 / 16 };
const shapesFor = (gan: GanModel): number[][] => {
  if (gan.about.kinds.includes('plane')) return [[2], [5]];
  return gan.about.name === 'gan-residual'
    ? [
        [16, 24, 3],
        [32, 32, 1],
      ]
    : [
        [28, 28, 1],
        [18, 31, 3],
      ];
};

const withRange = (gan: GanModel) => [gan.about.name, gan] as const;

describe.each(gans.map(withRange))('%s', (_, gan) => {
  test('generates samples of its declared shape and range, and scores each', () => {
    for (const shape of shapesFor(gan)) {
      const generator = gan.generator(shape, new Rng(1), narrow(gan));
      const critic = gan.critic(shape, new Rng(2), narrow(gan));
      for (const mode of [training(1), inference])
        tf.tidy(() => {
          const samples = generator.generate(drawn([3, generator.latent]) as tf.Tensor2D, mode);
          expect(samples.shape).toEqual([3, ...shape]);
          const values = samples.dataSync();
          const [least, greatest] = gan.range ?? [-Infinity, Infinity];
          expect(values.every((value) => value >= least && value <= greatest)).toBe(true);
          const features = critic.features(samples, mode);
          expect(features.shape).toEqual([3, critic.featureSize]);
          expect(critic.score(features).shape).toEqual([3, 1]);
          const judged = critic.scoreSamples(samples, inference).dataSync();
          const scored = critic.score(critic.features(samples, inference)).dataSync();
          expect([...judged]).toEqual([...scored]);
        });
      generator.dispose();
      critic.dispose();
    }
  });

  test('is differentiable with respect to the latent point, in training and in inference', () => {
    const generator = gan.generator(shapesFor(gan)[0]!, new Rng(1), narrow(gan));
    for (const mode of [training(1), inference])
      tf.tidy(() => {
        const loss = (z: tf.Tensor) => tf.mean(tf.square(generator.generate(z as tf.Tensor2D, mode)));
        const slope = tf.grad(loss)(drawn([4, generator.latent]));
        expect(Math.max(...slope.dataSync().map(Math.abs))).toBeGreaterThan(0);
      });
    generator.dispose();
  });

  test('scores each sample independently of the others, as the gradient penalty needs', () => {
    const shape = shapesFor(gan)[0]!;
    const critic = gan.critic(shape, new Rng(2), narrow(gan));
    const [among, alone] = tf.tidy(() => {
      const x = drawn([3, ...shape]);
      return [
        critic.scoreSamples(x, training(1)).dataSync()[1]!,
        critic.scoreSamples(tf.slice(x, 1, 1), training(1)).dataSync()[0]!,
      ];
    });
    expect(alone).toBeCloseTo(among!, 4);
    critic.dispose();
  });

  test('steps of the critic with penalty widen its gap, and a step of the generator narrows it', () => {
    const shape = gan.about.kinds.includes('plane') ? [2] : [16, 16, 1];
    const generator = gan.generator(shape, new Rng(1), narrow(gan));
    const critic = gan.critic(shape, new Rng(2), narrow(gan));
    const real = tf.tidy(() => tf.add(tf.mul(drawn([8, ...shape], new Rng(5)), 0.1), 0.4));
    const z = drawn([8, generator.latent], new Rng(6)) as tf.Tensor2D;
    const false_ = () => critic.scoreSamples(generator.generate(z, training(1)), training(1));
    const gap = () =>
      tf.tidy(() => tf.sub(tf.mean(critic.scoreSamples(real, training(1))), tf.mean(false_())).dataSync()[0]!);
    const loss = () => {
      const fake = generator.generate(z, training(1));
      const between = tf.mul(tf.add(real, fake), 0.5);
      const penalty = gradientPenalty((x) => critic.scoreSamples(x, training(1)), between);
      const difference = tf.sub(
        tf.mean(critic.scoreSamples(fake, training(1))),
        tf.mean(critic.scoreSamples(real, training(1))),
      );
      return tf.add<tf.Scalar>(difference, tf.mul(penalty, 10));
    };
    const ofCritic = optimizerFor('adam', 0.002, critic.variables);
    const first = gap();
    const before = down(loss, critic.variables, ofCritic);
    for (let step = 0; step < 4; step++) down(loss, critic.variables, ofCritic);
    expect(tf.tidy(() => loss().dataSync()[0]!)).toBeLessThan(before);
    const wide = gap();
    expect(wide).toBeGreaterThan(first);
    const ofGenerator = optimizerFor('adam', 0.002, generator.variables);
    down(() => tf.neg(tf.mean(false_())), generator.variables, ofGenerator);
    expect(gap()).toBeLessThan(wide);
    tf.dispose([real, z]);
    for (const one of [ofCritic, ofGenerator, critic, generator]) one.dispose();
  });
});

/** One step; gives the loss before it. */
function down(loss: () => tf.Scalar, variables: readonly tf.Variable[], optimizer: Optimizer): number {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, variables as tf.Variable[]);
    optimizer.step(variables.map((variable) => grads[variable.name]!));
    return value.dataSync()[0]!;
  });
}

test('training passes of the residual critic differ with dropout, and only then', () => {
  const scores = (critic: Critic, mode: Mode) =>
    tf.tidy(() => [...critic.scoreSamples(drawn([2, 16, 16, 1]), mode).dataSync()]);
  for (const dropout of [false, true]) {
    const critic = ganNamed('gan-residual').critic([16, 16, 1], new Rng(2), { width: 1 / 8, dropout });
    expect(critic.stochastic).toBe(dropout);
    const first = scores(critic, training(1));
    if (dropout) expect(scores(critic, training(2))).not.toEqual(first);
    else expect(scores(critic, training(2))).toEqual(first);
    expect(scores(critic, training(1))).toEqual(first);
    expect(scores(critic, inference)).toEqual(scores(critic, inference));
    critic.dispose();
  }
});

describe('an auto-encoder learns to reconstruct its samples', () => {
  test.each(autoEncoders.map((model) => [model.about.name, model] as const))('%s', (_, model) => {
    const shape = [18, 16, 1];
    const coder = model.build(shape, new Rng(1), { width: model.about.name === 'auto-encoder-28' ? 2 : 0.25 });
    const images = tf.tensor4d(
      Float32Array.from({ length: 4 * 18 * 16 }, (_, i) =>
        Math.floor(i / 16) % 18 > 3 * Math.floor(i / 288) + 3 ? 1 : 0,
      ),
      [4, 18, 16, 1],
    );
    const error = (mode: Mode): tf.Scalar => {
      const code = coder.encode(images, mode);
      expect(code.shape).toEqual([4, coder.codeSize]);
      const back = coder.decode(code, mode);
      expect(back.shape).toEqual(images.shape);
      return tf.mean(tf.square(tf.sub(back, images)));
    };
    const optimizer = optimizerFor('adam', 0.02, coder.variables);
    const first = down(() => error(training(1)), coder.variables, optimizer);
    for (let step = 0; step < 30; step++) down(() => error(training(1)), coder.variables, optimizer);
    expect(tf.tidy(() => error(inference).dataSync()[0]!)).toBeLessThan(first / 2);
    images.dispose();
    optimizer.dispose();
    coder.dispose();
  });
});

describe('unfit data is refused with a message', () => {
  test('a residual GAN for digits, a convolutional one for the plane, and unknown names', () => {
    expect(() => ganNamed('gan-residual').critic([28, 28, 1], new Rng(1), {})).toThrow(/multiples of 8/);
    expect(() => ganNamed('gan-28').generator([2], new Rng(1), {})).toThrow(/images of at least 8 × 8/);
    expect(() => ganNamed('gan-64').generator([8, 8, 1], new Rng(1), {})).toThrow(Problem);
    expect(() => autoEncoderNamed('auto-encoder-64').build([8, 8, 1], new Rng(1), {})).toThrow(Problem);
    expect(() => ganNamed('biggan')).toThrow(/“biggan”/);
    expect(() => autoEncoderNamed('vae')).toThrow(/“vae”/);
  });
});
