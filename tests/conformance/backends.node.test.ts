/** The whole suite in Node: on WASM with many shapes, on the plain `cpu` backend with some. */
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { groups } from './cases/index.ts';

describe.each([
  ['wasm', 25],
  ['cpu', 6],
])('on %s', (backend, runs) => {
  beforeAll(async () => {
    await chooseBackend('wasm'); // registers the gradients
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    expect(tf.memory().numTensors).toBe(0);
    await tf.setBackend('wasm');
  });

  // the stock `cpu` kernel transforms the first image only, and needs half a minute for a hundred steps
  const left = backend === 'cpu' ? ['images', 'chance'] : [];
  const some = Object.entries(groups).filter(([name]) => !left.includes(name));
  describe.each(some)('%s', (_, conformances) => {
    test.each(conformances.map((one) => [one.name, one] as const))('%s', (__, one) => one.check(runs));
  });
});
