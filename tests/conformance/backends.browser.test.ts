/** The same suite in a browser, on both backends that visitors have: fewer shapes, for a GPU in software is slow. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { groups } from './cases/index.ts';

/** More where kernels have many ways through them; a shape more costs little beside the shaders that the first brings. */
const runs = (group: string): number => (group === 'convolutions and products' ? 5 : group === 'pooling' ? 4 : 2);

describe.each(['wasm', 'webgpu'] as const)('on %s', { timeout: 60_000 }, (backend) => {
  let before = 0;
  beforeAll(async () => {
    expect((await chooseBackend(backend)).name).toBe(backend);
    before = tf.memory().numTensors;
  });
  afterAll(async () => {
    expect(tf.memory().numTensors).toBe(before);
    await chooseBackend('wasm');
  });

  describe.each(Object.entries(groups))('%s', (group, conformances) => {
    test.each(conformances.map((one) => [one.name, one] as const))('%s', (__, one) => one.check(runs(group)));
  });
});
