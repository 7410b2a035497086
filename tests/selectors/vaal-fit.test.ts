/** The fit of VAAL: shapes, what its discriminator learns, that labels take no part, resumption. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { fitVaal, type VaalSettings } from '../../src/selectors/vaal/fit-vaal.ts';
import { VaalTrainer } from '../../src/selectors/vaal/vaal-trainer.ts';
import { buildVae } from '../../src/selectors/vaal/vae-networks.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { optimizerFor } from '../../src/tensor/optimizers.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { FitCheckpoint } from '../../src/training/fit-checkpoints.ts';
import { silentControl } from '../support/point-samples.ts';
import { savedEvery } from '../support/saved-checkpoints.ts';
import { sampleSet } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const quick: VaalSettings = {
  ...{ latent: 4, width: 0.0625, steps: 150, vaeSteps: 1, batch: 32, rate: 3e-3 },
  ...{ beta: 1, adversaryWeight: 1, klReduction: 'mean-all' },
};

/** Points of the plane around a centre. */
const cloud = (count: number, [x, y]: [number, number], rng: Rng): number[][] =>
  Array.from({ length: count }, () => [x + 0.5 * rng.normal(), y + 0.5 * rng.normal()]);
const meanOf = (values: Float32Array): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const sigmoid = (logits: Float32Array): Float32Array => logits.map((z) => 1 / (1 + Math.exp(-z)));

describe('the auto-encoder', () => {
  test.each([[[32, 32, 3]], [[28, 28, 1]], [[8, 8, 1]], [[5, 9, 2]], [[2]], [[17]]])(
    'takes samples of %j and gives them back in that shape',
    (shape) => {
      const vae = buildVae({ shape, latent: 6, width: 0.03125, conditions: 1 }, new Rng(1));
      tf.tidy(() => {
        const { mean, logVariance } = vae.encode(tf.zeros([3, ...shape]), { training: false });
        expect([mean.shape, logVariance.shape]).toEqual([
          [3, 6],
          [3, 6],
        ]);
        const decoded = vae.decode(mean, { training: true, rng: new Rng(1) }, tf.ones([3, 1]));
        expect(decoded.shape).toEqual([3, ...shape]);
      });
      vae.dispose();
    },
  );

  test('has the weights of the paper’s for 32 × 32 × 3', () => {
    const vae = buildVae({ shape: [32, 32, 3], latent: 32, width: 1 }, new Rng(1));
    const filters = 16 * (3 * 128 + 128 * 256 + 256 * 512 + 512 * 1024);
    const norms = 2 * (128 + 256 + 512 + 1024) + 2 * (512 + 256 + 128);
    const heads = 2 * (4096 * 32 + 32);
    const decoder = (32 + 1) * 16384 + 16 * (1024 * 512 + 512 * 256 + 256 * 128) + 128 * 3 + 3;
    expect(vae.variables.reduce((sum, { size }) => sum + size, 0)).toBe(filters + norms + heads + decoder);
    vae.dispose();
  });
});

test('a discriminator of two normal distributions comes to 1 / (1 + e^{4z}) behind a frozen encoder', () => {
  const weights = { slope: tf.variable(tf.scalar(0)), shift: tf.variable(tf.scalar(0.5)) };
  const vae = {
    ...{ shape: [1], latent: 1, variables: [], state: [], dispose: () => undefined },
    encode: (x: tf.Tensor) => ({ mean: x as tf.Tensor2D, logVariance: tf.zerosLike(x) as tf.Tensor2D }),
    decode: (codes: tf.Tensor2D) => codes,
  };
  const discriminator = {
    ...{ variables: Object.values(weights), state: [], dispose: () => undefined },
    logits: (codes: tf.Tensor2D): tf.Tensor1D => tf.reshape(tf.add(tf.mul(codes, weights.slope), weights.shift), [-1]),
  };
  const optimizers = {
    vae: optimizerFor('adam', 0.1, []),
    discriminator: optimizerFor('adam', 0.1, discriminator.variables),
  };
  const objective = { beta: 1, adversaryWeight: 1, klReduction: 'mean-all' } as const;
  const trainer = new VaalTrainer({ vae, discriminator }, objective, optimizers);
  const rng = new Rng(4);
  const around = (mean: number) => Float32Array.from({ length: 4000 }, () => mean + rng.normal());
  const batch = { labelled: around(-2), unlabelled: around(2) };
  for (let step = 0; step < 400; step++) trainer.discriminatorStep(batch, rng);
  // the standard error of the slope in a sample of this size is about 0.2
  expect(weights.slope.dataSync()[0]).toBeGreaterThan(-4.7);
  expect(weights.slope.dataSync()[0]).toBeLessThan(-3.3);
  expect(Math.abs(weights.shift.dataSync()[0]!)).toBeLessThan(0.5);
});

describe('the discriminator', () => {
  const fitOn = async (
    labelled: number[][],
    unlabelled: number[][],
    change: Partial<VaalSettings> & { seed?: number } = {},
  ) => {
    const { seed = 1, ...settings } = change;
    const samples = {
      labelled: sampleSet(labelled),
      unlabelled: sampleSet(unlabelled),
      shape: [2],
      rng: new Rng(seed),
    };
    const fitted = await fitVaal(samples, { ...quick, ...settings }, silentControl);
    const logits = await Promise.all(
      [labelled, unlabelled].map((rows) => fitted.logits(Float32Array.from(rows.flat()))),
    );
    fitted.dispose();
    return logits as [Float32Array, Float32Array];
  };

  test('stays near ½ where labelled and unlabelled samples are alike', async () => {
    const rng = new Rng(11);
    const [labelled, unlabelled] = [cloud(600, [0, 0], rng), cloud(600, [0, 0], rng)];
    const all = await Promise.all([1, 2].map((seed) => fitOn(labelled, unlabelled, { seed })));
    for (const [l, u] of all) {
      expect(Math.abs(meanOf(sigmoid(l)) - 0.5)).toBeLessThan(0.05);
      expect(Math.abs(meanOf(sigmoid(u)) - 0.5)).toBeLessThan(0.05);
    }
  });

  test('separates them where they differ: half of the pool is like the labelled, the other half is queried', async () => {
    const rng = new Rng(12);
    const labelled = cloud(100, [-2, 0], rng);
    const unlabelled = [...cloud(100, [-2, 0], rng), ...cloud(100, [2, 1], rng)];
    const [l, u] = await fitOn(labelled, unlabelled, { steps: 300 });
    const order = Array.from(u, (_, i) => i).sort((a, b) => u[a]! - u[b]!);
    expect(order.slice(0, 50).filter((i) => i >= 100)).toHaveLength(50);
    expect(meanOf(sigmoid(l))).toBeGreaterThan(0.55);
    expect(meanOf(sigmoid(u.slice(100)))).toBeLessThan(0.3);
  });
});

test('with the KL divergence summed over the batch the means of the codes collapse, and with the mean they do not', async () => {
  const rng = new Rng(13);
  const rows = Array.from({ length: 200 }, () => [rng.normal(), rng.normal()]);
  const samples = { labelled: sampleSet(rows.slice(0, 50)), unlabelled: sampleSet(rows.slice(50)), shape: [2] };
  const spread = async (klReduction: VaalSettings['klReduction']) => {
    const fitted = await fitVaal(
      { ...samples, rng: new Rng(1) },
      { ...quick, klReduction, adversaryWeight: 0, steps: 400 },
      silentControl,
    );
    const squares = tf.tidy(() =>
      tf.mean(tf.square(fitted.networks.vae.encode(tf.tensor2d(rows), { training: false }).mean), 0).dataSync(),
    );
    fitted.dispose();
    return Math.max(...squares);
  };
  expect(await spread('sum-batch')).toBeLessThan(0.01);
  expect(await spread('mean-all')).toBeGreaterThan(0.1);
});

test('the logit of an image does not depend on the others, and batch norm uses its running statistics', async () => {
  const rng = new Rng(14);
  const images = (count: number) => Array.from({ length: count }, () => Array.from({ length: 64 }, () => rng.normal()));
  const [labelled, unlabelled] = [images(8), images(12)];
  const samples = {
    labelled: sampleSet(labelled),
    unlabelled: sampleSet(unlabelled),
    shape: [8, 8, 1],
    rng: new Rng(1),
  };
  const fitted = await fitVaal(samples, { ...quick, steps: 3, batch: 4 }, silentControl);
  const all = await fitted.logits(Float32Array.from(unlabelled.flat()));
  for (const [i, image] of unlabelled.entries())
    expect((await fitted.logits(Float32Array.from(image)))[0]).toBeCloseTo(all[i]!, 5);
  fitted.dispose();
});

test('labels are never read', async () => {
  const rng = new Rng(15);
  const blind = (rows: number[][]) =>
    Object.defineProperty({ ...sampleSet(rows) }, 'labels', {
      enumerable: false,
      get: () => {
        throw new Error('A selector has read labels.');
      },
    });
  const samples = { labelled: blind(cloud(5, [0, 0], rng)), unlabelled: blind(cloud(9, [1, 1], rng)), shape: [2] };
  const fitted = await fitVaal({ ...samples, rng: new Rng(1) }, { ...quick, steps: 2 }, silentControl);
  fitted.dispose();
});

test.each([[[2]], [[8, 8, 1]]])(
  'a fit of samples of %j that is resumed comes to the same logits, to the last bit',
  async (shape) => {
    const rng = new Rng(16);
    const size = shape.reduce((a, b) => a * b);
    const rows = (count: number) =>
      Array.from({ length: count }, () => Array.from({ length: size }, () => rng.normal()));
    const [labelled, unlabelled] = [rows(7), rows(20)];
    const settings = { ...quick, steps: 9, vaeSteps: 2, batch: 6 };
    const found: FitCheckpoint[] = [];
    const fitWith = async (resumeFrom?: FitCheckpoint) => {
      const { progress, checkpoints } = savedEvery(2, (one) => found.push(one as FitCheckpoint));
      const control = {
        ...silentControl,
        progress,
        checkpoints: { ...checkpoints, save: async (one: FitCheckpoint) => void checkpoints.save(one), resumeFrom },
      };
      const samples = { labelled: sampleSet(labelled), unlabelled: sampleSet(unlabelled), shape, rng: new Rng(1) };
      const fitted = await fitVaal(samples, settings, control);
      const logits = await fitted.logits(Float32Array.from(unlabelled.flat()));
      fitted.dispose();
      return logits;
    };
    const whole = await fitWith();
    const saved = [...found];
    expect(saved.length).toBeGreaterThan(2);
    for (const checkpoint of saved) expect(await fitWith(checkpoint)).toEqual(whole);
  },
);
