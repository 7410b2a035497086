/** The same suite in a browser, on both backends that visitors have: fewer shapes, for a GPU in software is slow. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { groups } from './cases/index.ts';

/** Pooling has several ways through its kernels; each shape of a product may bring shaders, which are slow to compile here. */
const runs = (group: string): number => (group === 'gradient penalties' ? 1 : group === 'pooling' ? 3 : 2);

/** Of the critics the one with most layers is enough for a GPU in software. */
const chosen = (backend: string) =>
  Object.entries(groups).map(([group, all]) =>
    backend === 'webgpu' && group === 'gradient penalties'
      ? ([group, all.slice(0, 1)] as const)
      : ([group, all] as const),
  );

describe.each(['wasm', 'webgpu'] as const)('on %s', (backend) => {
  let before = 0;
  beforeAll(async () => {
    expect((await chooseBackend(backend)).name).toBe(backend);
    before = tf.memory().numTensors;
  });
  afterAll(async () => {
    expect(tf.memory().numTensors).toBe(before);
    await chooseBackend('wasm');
  });

  describe.each(chosen(backend))('%s', (group, conformances) => {
    test.each(conformances.map((one) => [one.name, one] as const))('%s', (__, one) => one.check(runs(group)));
  });
});
