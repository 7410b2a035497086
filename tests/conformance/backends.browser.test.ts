/** The same suite in a browser, on both backends of the page: with fewer shapes, since an emulated GPU is slow. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { groups } from './cases/index.ts';

/** Pooling kernels have several code paths; each shape of a product may need new shaders, which are slow to compile here. */
const runs = (group: string): number => (group === 'gradient penalties' ? 1 : group === 'pooling' ? 3 : 2);

/** Only the critic with most layers is tested on an emulated GPU. */
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
