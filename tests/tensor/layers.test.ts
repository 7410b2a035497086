import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { randomAffine } from '../../src/tensor/augmentation.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import {
  convolution,
  crossEntropy,
  deconvolution,
  dense,
  gradientPenalty,
  hingeLoss,
  pooled,
  withChannelDropout,
  withDropout,
} from '../../src/tensor/layers.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeEach(() => chooseBackend('wasm'));
afterEach(async () => {
  await tf.setBackend('wasm');
  expect(tf.memory().numTensors).toBe(0);
});

/** The same numbers each time: the tensors of one backend are not handed to the other. */
function given(shape: number[], salt: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1) + salt)),
    shape,
  );
}

/** Value and gradients on a backend, as arrays. */
async function on(backend: string, shapes: number[][], f: (...inputs: tf.Tensor[]) => tf.Tensor): Promise<number[][]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const inputs = shapes.map(given);
    const value = f(...inputs);
    // not the square's sum: its gradient is zero wherever ReLU is, and would hide a missing mask
    const grads = tf.grads(f)(inputs, given(value.shape, 9));
    return [value, ...grads].map((tensor) => [...tensor.dataSync()]);
  });
}

const cases: [string, number[][], (...inputs: tf.Tensor[]) => tf.Tensor][] = [
  [
    'a dense layer',
    [[5, 3], [3, 4], [4]],
    (x, w, b) => dense(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D, 'linear'),
  ],
  [
    'a dense layer with ReLU',
    [[1, 7], [7, 2], [2]],
    (x, w, b) => dense(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D, 'relu'),
  ],
  [
    'a convolution with ReLU',
    [[2, 7, 6, 3], [3, 3, 3, 5], [5]],
    (x, w, b) => convolution(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, 'relu', 1, 'same'),
  ],
  [
    'a convolution of stride two',
    [[2, 7, 6, 1], [3, 3, 1, 5], [5]],
    (x, w, b) => convolution(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, 'linear', 2, 'valid'),
  ],
  ['max-pooling with ReLU and an odd edge', [[2, 7, 6, 3]], (x) => pooled(x as tf.Tensor4D)],
  [
    'cross-entropy',
    [[6, 4]],
    (x) =>
      crossEntropy(x as tf.Tensor2D, tf.oneHot(tf.tensor1d([0, 1, 2, 3, 3, 0], 'int32'), 4).toFloat() as tf.Tensor2D),
  ],
  ['hinge loss', [[6, 1]], (x) => hingeLoss(x as tf.Tensor2D, tf.tensor2d([1, -1, 1, 1, -1, -1], [6, 1]))],
];

describe('fused layers and their gradients on WASM equal stock ops on the CPU', () => {
  test.each(cases)('%s', async (_, shapes, f) => {
    const fused = await on('wasm', shapes, f);
    const stock = await on('cpu', shapes, f);
    expect(fused).toHaveLength(stock.length);
    fused.forEach((values, i) => {
      expect(values).toHaveLength(stock[i]!.length);
      values.forEach((value, j) => expect(value).toBeCloseTo(stock[i]![j]!, 3));
    });
  });
});

describe('dropout', () => {
  test('zeroes its share of values and keeps the mean', () => {
    tf.tidy(() => {
      const values = withDropout(tf.fill([200, 100], 1), 0.3, new Rng(1)).dataSync<'float32'>();
      const zeros = values.filter((value) => value === 0).length;
      expect(zeros / values.length).toBeCloseTo(0.3, 2);
      expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(1, 2);
    });
  });

  test('of channels keeps or zeroes each map of each sample as a whole', () => {
    tf.tidy(() => {
      const shape: [number, number, number, number] = [5, 3, 4, 7];
      const thinned = withChannelDropout(tf.fill(shape, 1), 0.5, new Rng(2)) as tf.Tensor4D;
      const byMap = tf.reshape(tf.transpose(thinned, [0, 3, 1, 2]), [35, 12]).arraySync() as number[][];
      for (const map of byMap) expect(new Set(map).size).toBe(1);
      expect(new Set(byMap.map((map) => map[0])).size).toBe(2);
    });
  });
});

describe('a transposed convolution', () => {
  const bias = () => tf.zeros([2]) as tf.Tensor1D;
  const filter = () => given([5, 5, 2, 3], 1) as tf.Tensor4D;

  test.each([
    ['same', undefined, [1, 8, 14, 2]],
    ['same', [7, 13], [1, 7, 13, 2]],
    ['valid', undefined, [1, 11, 17, 2]],
  ] as const)('%s at stride two, asked for %j, gives %j', (pad, size, shape) => {
    tf.tidy(() => {
      const x = given([1, 4, 7, 3], 2) as tf.Tensor4D;
      expect(deconvolution(x, filter(), bias(), 'linear', 2, pad, size).shape).toEqual(shape);
    });
  });

  test('refuses a size that the convolution does not map back', () => {
    tf.tidy(() => {
      const x = given([1, 4, 7, 3], 2) as tf.Tensor4D;
      expect(() => deconvolution(x, filter(), bias(), 'linear', 2, 'same', [9, 14])).toThrow(/9 × 14 gives 5 × 7/);
    });
  });
});

describe('the gradient penalty', () => {
  test('of a linear critic is (‖w‖ − 1)² at all points', () => {
    tf.tidy(() => {
      const w = tf.tensor2d([3, 4], [2, 1]);
      const penalty = gradientPenalty((x) => tf.matMul(x as tf.Tensor2D, w), given([6, 2], 3));
      expect(penalty.dataSync()[0]).toBeCloseTo(16, 4);
    });
  });

  test('is finite with gradient zero where the critic is constant', () => {
    tf.tidy(() => {
      const x = given([3, 2], 1);
      const slope = tf.grad((w: tf.Tensor) => gradientPenalty((at) => tf.sum(tf.mul(at, w), 1), x))(tf.zeros([2]));
      expect([...slope.dataSync()]).toEqual([0, 0]);
    });
  });
});

describe('affine maps of images', () => {
  const images = (): tf.Tensor4D => given([2, 8, 8, 1], 1) as tf.Tensor4D;

  test('the identity map changes nothing', () => {
    tf.tidy(() => {
      const moved = randomAffine(images(), { shift: 0, rotation: 0, scale: 0 }, new Rng(1)).dataSync();
      images()
        .dataSync()
        .forEach((value, i) => expect(moved[i]).toBeCloseTo(value, 5));
    });
  });

  test('keeps a constant image under any map', () => {
    tf.tidy(() => {
      const flat = randomAffine(tf.fill([4, 9, 7, 3], 2.5), { shift: 0.3, rotation: 1, scale: 0.4 }, new Rng(1));
      flat.dataSync().forEach((value) => expect(value).toBeCloseTo(2.5, 5));
    });
  });

  test('rotates about the centre, each image by its own map', () => {
    tf.tidy(() => {
      const peak = tf.buffer([2, 9, 9, 1]);
      peak.set(1, 0, 4, 4, 0);
      peak.set(1, 1, 4, 4, 0);
      const turned = randomAffine(
        peak.toTensor() as tf.Tensor4D,
        { shift: 0, rotation: 1, scale: 0 },
        new Rng(1),
      ).dataSync();
      expect(turned[4 * 9 + 4]).toBeCloseTo(1, 5);
      expect(turned[81 + 4 * 9 + 4]).toBeCloseTo(1, 5);
      const [one, two] = [
        randomAffine(
          tf.tile(tf.slice(images(), 0, 1), [2, 1, 1, 1]),
          { shift: 0.1, rotation: 0.2, scale: 0.1 },
          new Rng(1),
        ),
      ].flatMap((pair) => [...tf.split(pair, 2)].map((image) => [...image.dataSync()]));
      expect(one).not.toEqual(two);
    });
  });
});
