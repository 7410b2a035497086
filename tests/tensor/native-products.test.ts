/** Products on our WebAssembly module at the sizes where its schedules, blocks and edges change, against double loops. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { nativeModule } from '../../src/tensor/native/module.ts';
import { convolution, pooled, pooledConvolution } from '../../src/tensor/layers.ts';
import * as tf from '../../src/tensor/tf.ts';

const rng = new Rng(5, 'products');
const noise = (count: number): Float32Array => Float32Array.from({ length: count }, () => rng.normal());

/** The greatest difference to the sum in double precision, in units of √K. */
function fault(M: number, N: number, K: number, transposeA: boolean, transposeB: boolean): number {
  const a = noise(M * K);
  const b = noise(K * N);
  const product = tf.tidy(() => {
    const left = tf.tensor2d(a, transposeA ? [K, M] : [M, K]);
    const right = tf.tensor2d(b, transposeB ? [N, K] : [K, N]);
    return tf.matMul(left, right, transposeA, transposeB).dataSync<'float32'>();
  });
  let worst = 0;
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++)
        sum += a[transposeA ? k * M + m : m * K + k]! * b[transposeB ? n * K + k : k * N + n]!;
      worst = Math.max(worst, Math.abs(sum - product[m * N + n]!));
    }
  return worst / Math.sqrt(K);
}

beforeAll(async () => void (await chooseBackend('wasm')));
afterAll(() => expect(tf.memory().numTensors).toBe(0));

describe('products equal their definition', () => {
  const sides = [1, 3, 4, 5, 8, 9, 63, 64, 66, 131];
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('left transposed %s, right transposed %s, at every edge of the tiles and blocks', (transposeA, transposeB) => {
    for (const M of sides)
      for (const N of [1, 7, 8, 9, 130])
        for (const K of [1, 2, 5, 31]) expect(fault(M, N, K, transposeA, transposeB)).toBeLessThan(2e-6);
  });

  test.each([
    ['few rows, many columns', 6, 700, 401, 2e-6],
    // added up in one go, without a stop at each block of the depth
    ['many rows, few columns', 700, 10, 385, 4e-6],
    ['a long sum, shared out', 30, 20, 5003, 2e-6],
    ['a long sum whose shares do not come out even', 5, 9, 1025, 2e-6],
    ['a depth of several blocks', 70, 40, 1537, 2e-6],
  ])('%s', (_, M, N, K, most) => {
    for (const [left, right] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const)
      expect(fault(M, N, K, left, right)).toBeLessThan(most);
  });

  test('with broadcast batches', () => {
    const a = tf.tensor(noise(2 * 1 * 3 * 5), [2, 1, 3, 5]);
    const b = tf.tensor(noise(4 * 5 * 6), [4, 5, 6]);
    const all = tf.matMul(a, b) as tf.Tensor4D;
    expect(all.shape).toEqual([2, 4, 3, 6]);
    const one = tf.tidy(() =>
      tf.matMul(a.slice([1, 0, 0, 0], [1, 1, 3, 5]).reshape([3, 5]), b.slice([2, 0, 0], [1, 5, 6]).reshape([5, 6])),
    );
    const same = tf.tidy(() => all.slice([1, 2, 0, 0], [1, 1, 3, 6]).dataSync());
    expect(same).toEqual(one.dataSync());
    tf.dispose([a, b, all, one]);
  });
});

describe('a convolution over many places', () => {
  test('and the gradient of its filter, whose sum is split, equal the sum over places', () => {
    // a product with ones: each value of the gradient is the sum of the inputs that the filter's value meets
    const x = tf.tensor4d(noise(3 * 31 * 30 * 2), [3, 31, 30, 2]);
    const filter = tf.tensor4d(noise(5 * 3 * 2 * 4), [5, 3, 2, 4]);
    const values = x.dataSync();
    const gradient = tf.tidy(() =>
      tf
        .grad((w: tf.Tensor) => tf.sum(tf.conv2d(x, w as tf.Tensor4D, 1, 'same')))(filter)
        .dataSync(),
    );
    for (const [fy, fx, c] of [
      [0, 0, 0],
      [2, 1, 1],
      [4, 2, 0],
    ] as const) {
      let sum = 0;
      for (let n = 0; n < 3; n++)
        for (let y = Math.max(0, fy - 2); y < Math.min(31, 31 + fy - 2); y++)
          for (let column = Math.max(0, fx - 1); column < Math.min(30, 30 + fx - 1); column++)
            sum += values[((n * 31 + y) * 30 + column) * 2 + c]!;
      expect(gradient[((fy * 3 + fx) * 2 + c) * 4 + 1]).toBeCloseTo(sum, 2);
    }
    tf.dispose([x, filter]);
  });
});

test.each([
  [3, 28, 27, 1, 5, 10, 'valid'],
  [2, 15, 16, 3, 3, 21, 'same'],
  [1, 3, 2, 2, 2, 5, 'same'],
] as const)(
  'without a gradient %i images of %i × %i × %i, filter %i, to %i channels, %s, pool to the same bits',
  (n, height, width, from, size, to, pad) => {
    const x = tf.tensor4d(noise(n * height * width * from), [n, height, width, from]);
    const filter = tf.tensor4d(noise(size * size * from * to), [size, size, from, to]);
    const bias = tf.tensor1d(noise(to));
    const one = tf.tidy(() => pooledConvolution(x, filter, bias, pad).dataSync());
    const two = tf.tidy(() => pooled(convolution(x, filter, bias, 'linear', 1, pad)).dataSync());
    // no matter which sign a zero has
    expect(one.map((value) => value + 0)).toEqual(two);
    tf.dispose([x, filter, bias]);
  },
);

test('products leak no memory', () => {
  const { memory } = nativeModule();
  const a = tf.tensor2d(noise(60 * 300), [60, 300]);
  const work = () => tf.tidy(() => tf.matMul(a, a, false, true).dataSync());
  for (let i = 0; i < 5; i++) work();
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 200; i++) work();
  expect(memory.buffer.byteLength).toBe(before);
  a.dispose();
});
