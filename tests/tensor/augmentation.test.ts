/** Augmentation of known images: crops, flips, means, and random streams. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { augmentation, randomCrop, randomFlip } from '../../src/tensor/augmentation.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

type Image = number[][][];

/** Images of other values at every place, not square and of two channels, so that nothing is mistaken for another. */
const [N, HEIGHT, WIDTH, CHANNELS] = [6, 9, 11, 2];
const value = (i: number, y: number, x: number, c: number): number => 1 + i * 1000 + y * 50 + x * 3 + c;
const images = (): tf.Tensor4D => {
  const all = tf.buffer([N, HEIGHT, WIDTH, CHANNELS]);
  for (let i = 0; i < N; i++)
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) for (let c = 0; c < CHANNELS; c++) all.set(value(i, y, x, c), i, y, x, c);
  return all.toTensor() as tf.Tensor4D;
};
const changed = (change: (all: tf.Tensor4D) => tf.Tensor4D): Image[] => tf.tidy(() => change(images()).arraySync());
const originals = (): Image[] => changed((all) => all);
const mirrored = (image: Image): Image => image.map((row) => row.toReversed());

/** The part of the image, within zeros, whose upper left corner lies there. */
const windowOf = (image: Image, dx: number, dy: number): Image =>
  image.map((row, y) => row.map((pixel, x) => image[y + dy]?.[x + dx] ?? pixel.map(() => 0)));

describe('flipping', () => {
  test('keeps or mirrors an image exactly, and twice with equal draws is the identity', () => {
    const before = originals();
    const once = changed((all) => randomFlip(all, new Rng(1)));
    once.forEach((image, i) => expect([before[i], mirrored(before[i]!)]).toContainEqual(image));
    expect(once.some((image, i) => image[0]![0]![0] !== before[i]![0]![0]![0])).toBe(true);
    expect(changed((all) => randomFlip(randomFlip(all, new Rng(1)), new Rng(1)))).toEqual(before);
  });

  test('mirrors half of the images', () => {
    const count = 2000;
    const left = tf.tidy(() =>
      randomFlip(tf.tile(tf.tensor4d([1, 0], [1, 1, 2, 1]), [count, 1, 1, 1]), new Rng(2)).dataSync(),
    );
    const mirroredOnes = left.filter((one, i) => i % 2 === 0 && one === 0).length;
    expect(Math.abs(mirroredOnes - count / 2)).toBeLessThan(4 * Math.sqrt(count / 4)); // four standard deviations
  });
});

describe('cropping', () => {
  test('gives a window of the image padded with zeros, pixel for pixel', () => {
    const before = originals();
    const windows = [...Array(81).keys()].map((at) => [(at % 9) - 4, Math.floor(at / 9) - 4] as const);
    changed((all) => randomCrop(all, 4, new Rng(1))).forEach((image, i) =>
      expect(windows.map(([dx, dy]) => windowOf(before[i]!, dx, dy))).toContainEqual(image),
    );
  });

  test('takes each of the 81 windows equally often: the mean of many equals the computed one', () => {
    const count = 8000;
    const mean = tf.tidy(() => tf.mean(randomCrop(tf.ones([count, 12, 12, 1]), 4, new Rng(3)), 0).arraySync()) as Image;
    // of nine offsets, those that keep a pixel at this distance from the edge inside of the image
    const inside = (at: number): number => Math.min(9, 5 + at, 5 + 11 - at) / 9;
    mean.forEach((row, y) =>
      row.forEach(([share], x) => {
        const p = inside(y) * inside(x);
        expect(Math.abs(share! - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / count) + 1e-6);
      }),
    );
  });

  test('with padding 0 is the identity', () => {
    expect(changed((all) => randomCrop(all, 0, new Rng(1)))).toEqual(originals());
  });
});

describe.each(['wobble', 'crop', 'flip-crop'] as const)('the augmentation %s', (kind) => {
  test('is equal for equal streams, and different for others and in the next batch', () => {
    const twice = (seed: number): Image[][] => {
      const { apply: change } = augmentation(kind, new Rng(seed));
      return [changed(change), changed(change)];
    };
    const [first, second] = twice(1);
    expect(twice(1)).toEqual([first, second]);
    expect(second).not.toEqual(first);
    expect(twice(2)[0]).not.toEqual(first);
  });

  test('keeps the order of images, so that labels stay correct', () => {
    changed(augmentation(kind, new Rng(1)).apply).forEach((image, i) => {
      const middle = image[4]![5]![0]!; // inside of the image whatever the window
      expect(Math.floor(middle / 1000)).toBe(i);
    });
  });
});

test('flips do not change the draws of crops: both recipes are equal on symmetric images', () => {
  const same = (kind: 'crop' | 'flip-crop'): Image[] =>
    changed((all) => tf.tidy(() => augmentation(kind, new Rng(5)).apply(tf.add(all, tf.reverse(all, 2)))));
  expect(same('flip-crop')).toEqual(same('crop'));
});

test('none is the identity', () => {
  expect(changed(augmentation('none', new Rng(1)).apply)).toEqual(originals());
});
