import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Draws } from '../../../src/chance/draws.ts';
import { wobbled } from '../../../src/tensor/augmentation.ts';
import { chooseBackend } from '../../../src/tensor/backend.ts';
import { convolution, crossEntropy, dense, hingeLoss, pooled } from '../../../src/tensor/layers.ts';
import * as tf from '../../../src/tensor/tf.ts';

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

describe(
  'a layer and its gradients are the same fused on WASM as from stock ops on the CPU',
  { timeout: 60_000 },
  () => {
    test.each(cases)('%s', async (_, shapes, f) => {
      const fused = await on('wasm', shapes, f);
      const stock = await on('cpu', shapes, f);
      expect(fused).toHaveLength(stock.length);
      fused.forEach((values, i) => {
        expect(values).toHaveLength(stock[i]!.length);
        values.forEach((value, j) => expect(value).toBeCloseTo(stock[i]![j]!, 3));
      });
    });
  },
);

describe('moving images', () => {
  const images = (): tf.Tensor4D => given([2, 8, 8, 1], 1) as tf.Tensor4D;

  test('by nothing leaves them as they are', () => {
    tf.tidy(() => {
      const moved = wobbled(images(), { shift: 0, turn: 0, scale: 0 }, new Draws(1)).dataSync();
      images()
        .dataSync()
        .forEach((value, i) => expect(moved[i]).toBeCloseTo(value, 5));
    });
  });

  test('keeps an image of one value as it is, whatever the map', () => {
    tf.tidy(() => {
      const flat = wobbled(tf.fill([4, 9, 7, 3], 2.5), { shift: 0.3, turn: 1, scale: 0.4 }, new Draws(1));
      flat.dataSync().forEach((value) => expect(value).toBeCloseTo(2.5, 5));
    });
  });

  test('turns about the centre, each image in its own way', () => {
    tf.tidy(() => {
      const peak = tf.buffer([2, 9, 9, 1]);
      peak.set(1, 0, 4, 4, 0);
      peak.set(1, 1, 4, 4, 0);
      const turned = wobbled(peak.toTensor() as tf.Tensor4D, { shift: 0, turn: 1, scale: 0 }, new Draws(1)).dataSync();
      expect(turned[4 * 9 + 4]).toBeCloseTo(1, 5);
      expect(turned[81 + 4 * 9 + 4]).toBeCloseTo(1, 5);
      const [one, two] = [
        wobbled(tf.tile(tf.slice(images(), 0, 1), [2, 1, 1, 1]), { shift: 0.1, turn: 0.2, scale: 0.1 }, new Draws(1)),
      ].flatMap((pair) => [...tf.split(pair, 2)].map((image) => [...image.dataSync()]));
      expect(one).not.toEqual(two);
    });
  });
});
