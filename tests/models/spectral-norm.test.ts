/** Spectral normalisation against values worked out by hand, against singular values, and by the slopes that it bounds. */
import fc from 'fast-check';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { acGan } from '../../src/models/ac-gan.ts';
import { SpectralNorm } from '../../src/models/parts/spectral-norm.ts';
import { Weights } from '../../src/models/parts/weights.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { createCheckpoint, restoreCheckpoint } from '../../src/trainer/checkpoint.ts';
import { optimizerFor } from '../../src/tensor/optimizers.ts';
import { jacobi } from '../support/jacobi.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const variable = (values: number[], shape: number[]) => tf.tidy(() => tf.variable(tf.tensor(values, shape)));

/** Greatest singular value of a matrix `[from, to]` row-major, by Jacobi rotations of its Gram matrix. */
function greatestByJacobi(matrix: ArrayLike<number>, to: number): number {
  const from = matrix.length / to;
  const gram = Array.from({ length: to }, (_, i) =>
    Array.from({ length: to }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < from; k++) sum += matrix[k * to + i]! * matrix[k * to + j]!;
      return sum;
    }),
  );
  return Math.sqrt(Math.max(...jacobi(gram).values));
}

test('of diag(3, 1) from (1, 1): 2.86356, 2.99817, 2.99998 after one, two, three iterations', () => {
  const weight = variable([3, 0, 0, 1], [2, 2]) as tf.Variable<tf.Rank.R2>;
  const norm = new SpectralNorm(weight, {
    left: variable([1, 1], [1, 2]) as tf.Variable<tf.Rank.R2>,
    right: variable([0, 0], [1, 2]) as tf.Variable<tf.Rank.R2>,
  });
  for (const wanted of [2.8635642, 2.998173, 2.9999774]) {
    norm.iterate();
    const sigma = tf.tidy(() => norm.greatestSingularValue().dataSync()[0]!);
    expect(sigma).toBeCloseTo(wanted, 5);
  }
  tf.dispose([weight, ...norm.vectors]);
});

test.each([{ shape: [40, 30] as const }, { shape: [8, 50] as const }, { shape: [3, 3, 6, 20] as const }])(
  'of a random weight $shape after 100 iterations: to 1e-3 of that of Jacobi’s rotations',
  ({ shape }) => {
    const weights = new Weights(new Rng(4));
    const weight =
      shape.length === 2
        ? weights.matrix(shape[0], shape[1], 'he')
        : weights.filter({ size: shape[0], from: shape[2], to: shape[3] }, 'he');
    const norm = weights.spectralNorm(weight);
    for (let i = 0; i < 100; i++) norm.iterate();
    const sigma = tf.tidy(() => norm.greatestSingularValue().dataSync()[0]!);
    expect(Math.abs(sigma / greatestByJacobi(weight.dataSync(), shape.at(-1)!) - 1)).toBeLessThan(1e-3);
    // along the first vector, W v has the length σ, and W / σ the length 1
    const [u, v] = norm.vectors;
    const image = tf.tidy(() =>
      tf.matMul(v as tf.Tensor2D, tf.reshape(norm.normalised(), [-1, shape.at(-1)!]) as tf.Tensor2D).dataSync(),
    );
    u.dataSync().forEach((value, i) => expect(image[i]).toBeCloseTo(value, 2));
    weights.dispose();
  },
);

test('the gradient by W of σ is u vᵀ: the vectors are constants', () => {
  const weights = new Weights(new Rng(5));
  const weight = weights.matrix(4, 3, 'he');
  const norm = weights.spectralNorm(weight);
  const { value, grads } = tf.variableGrads(() => norm.greatestSingularValue(), [weight as tf.Variable]);
  const [u, v] = norm.vectors.map((one) => one.dataSync());
  const gradient = grads[weight.name]!.dataSync();
  for (let i = 0; i < 4; i++) for (let j = 0; j < 3; j++) expect(gradient[i * 3 + j]).toBeCloseTo(v![i]! * u![j]!, 6);
  tf.dispose([value, grads]);
  weights.dispose();
});

test('a linear critic with it has slopes of at most 1', () => {
  const weights = new Weights(new Rng(6));
  const weight = weights.matrix(6, 1, 'he');
  tf.tidy(() => weight.assign(tf.mul(weight, 50)));
  const norm = weights.spectralNorm(weight);
  const point = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(point, point, (a, b) => {
      const [fa, fb] = tf.tidy(() =>
        tf.matMul(tf.tensor2d([a, b]), norm.normalised<tf.Tensor2D>()).dataSync(),
      ) as unknown as [number, number];
      const distance = Math.hypot(...a.map((value, i) => value - b[i]!));
      expect(Math.abs(fa - fb)).toBeLessThanOrEqual(1.001 * distance + 1e-4);
    }),
  );
  weights.dispose();
});

test('the whole discriminator of SNGAN for points has slopes of at most 1; that of WGAN-GP has not', () => {
  const slopes = (['sngan', 'wgan-gp'] as const).map((base) => {
    const network = acGan.build({ shape: [2], classes: 3, rng: new Rng(2), parameters: { base, latent: 2 } });
    const { variables, discriminator } = network;
    // far from unit norms, so that a layer that is not normalised shows
    tf.tidy(() => variables.forEach((one) => one.rank === 2 && one.assign(tf.mul(one, 3))));
    for (let i = 0; i < 200; i++) discriminator!.iterateNorms();
    const rng = new Rng(9);
    const points = tf.tensor2d(Array.from({ length: 400 }, () => [0, 1].map(() => 3 * rng.normal())));
    const scores = tf.tidy(() => discriminator!.score(network.features(points, { training: false })).dataSync());
    const at = points.dataSync();
    let steepest = 0;
    for (let i = 0; i < 400; i++)
      for (let j = 0; j < i; j++) {
        const distance = Math.hypot(at[2 * i]! - at[2 * j]!, at[2 * i + 1]! - at[2 * j + 1]!);
        steepest = Math.max(steepest, Math.abs(scores[i]! - scores[j]!) / distance);
      }
    points.dispose();
    network.dispose();
    return steepest;
  });
  expect(slopes[0]).toBeLessThan(1.001);
  expect(slopes[1]).toBeGreaterThan(2);
});

test('a checkpoint has the vectors: after it, iterations go on from where they were', async () => {
  const build = (seed: number) => {
    const network = acGan.build({
      shape: [2],
      classes: 2,
      rng: new Rng(seed),
      parameters: { base: 'sngan', latent: 2 },
    });
    return { network, optimizer: optimizerFor('adam', 0.1, network.variables) };
  };
  const [first, second] = [build(1), build(2)];
  const stateOf = ({ network, optimizer }: typeof first) => ({
    networks: [{ name: 'learner', network, optimizer, learningRate: () => 0.1 }],
    carried: {},
  });
  for (let i = 0; i < 3; i++) first.network.discriminator!.iterateNorms();
  restoreCheckpoint(await createCheckpoint(3, stateOf(first)), stateOf(second));
  const saved = second.network.state.map((one) => Array.from(one.dataSync()));
  for (const { network } of [first, second]) network.discriminator!.iterateNorms();
  const vectors = [first, second].map(({ network }) => network.state.map((one) => Array.from(one.dataSync())));
  // u and v of three hidden layers and of the last one
  expect(vectors[0]).toHaveLength(8);
  expect(vectors[1]).toEqual(vectors[0]);
  vectors[0]!.slice(0, 6).forEach((vector, at) => expect(vector).not.toEqual(saved[at]));
  for (const { network, optimizer } of [first, second]) {
    network.dispose();
    optimizer.dispose();
  }
});
