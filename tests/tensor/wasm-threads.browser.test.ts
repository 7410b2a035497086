/** The WASM module with and without further threads: equal results to the last bit, and no deadlock. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { nativeModule } from '../../src/tensor/native/module.ts';
import * as tf from '../../src/tensor/tf.ts';

const noise = (shape: number[], name: string): tf.Tensor => {
  const rng = new Rng(1, name);
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  );
};

/** What is computed by this thread alone. */
function alone<T>(work: () => T): T {
  const native = nativeModule();
  const { extraThreads: helpers } = native;
  native.extraThreads = 0;
  try {
    return work();
  } finally {
    native.extraThreads = helpers;
  }
}

describe('further threads', () => {
  beforeAll(async () => void (await chooseBackend('wasm')));

  test('change no bit of a product, a convolution or a gradient', () => {
    const work = () =>
      tf.tidy(() => {
        const x = noise([4, 23, 21, 16], 'x') as tf.Tensor4D;
        const filter = noise([5, 5, 16, 24], 'filter') as tf.Tensor4D;
        const y = tf.conv2d(x, filter, 1, 'same');
        const gradients = tf.grads((image, w) => tf.sum(tf.conv2d(image as tf.Tensor4D, w as tf.Tensor4D, 2, 'same')));
        const [byImage, byFilter] = gradients([x, filter]) as [tf.Tensor, tf.Tensor];
        const product = tf.matMul(noise([131, 517], 'a') as tf.Tensor2D, noise([517, 203], 'b') as tf.Tensor2D);
        return [y, product, byImage, byFilter].map((one) => one.dataSync<'float32'>());
      });
    const together = work();
    expect(alone(work)).toEqual(together);
  });

  test('run a thousand consecutive jobs, also after sleeping', async () => {
    const a = noise([64, 256], 'a') as tf.Tensor2D;
    const b = noise([256, 96], 'b') as tf.Tensor2D;
    const expected = alone(() => tf.matMul(a, b).dataSync());
    for (let round = 0; round < 10; round++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      for (let i = 0; i < 100; i++) {
        const values = tf.tidy(() => tf.matMul(a, b).dataSync());
        if (values.some((value, at) => value !== expected[at])) expect(values).toEqual(expected);
      }
    }
  });
});
