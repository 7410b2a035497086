/** The search in latent space takes learner and generator in inference mode: no dropout, no statistics of the batch. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { buildGan } from '../../src/generative/gan-training.ts';
import type { DataScale } from '../../src/generative/value-scaling.ts';
import { modelNamed } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { searchLatent } from '../../src/strategies/support/latent-search.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { silentControl } from '../support/point-samples.ts';
import { randomRunningStatistics } from '../support/stubs/running-statistics.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const search = { steps: 3, rate: 0.05, objective: 'entropy' } as const;

test('a learner with dropout is searched as the same learner without', async () => {
  const flat: DataScale = { shape: [2], dtype: 'float32', scale: { mean: [0, 0], std: [1, 1] } };
  const gan = buildGan({ network: 'gan-plane', parameters: {} }, flat, new Rng(1));
  const found = async (dropout: number) => {
    const parameters = { dropout };
    const learner = modelNamed('mlp').build({ shape: [2], classes: 3, rng: new Rng(2), parameters });
    const result = await searchLatent({ gan, learner }, { ...search, count: 5, rng: new Rng(3) }, silentControl);
    learner.dispose();
    return result;
  };
  expect(await found(0.5)).toEqual(await found(0));
  gan.dispose();
});

test('a generator with batch norm makes each sample by itself', async () => {
  const images: DataScale = {
    shape: [8, 8, 3],
    dtype: 'uint8',
    scale: { mean: [0.5, 0.5, 0.5], std: [0.3, 0.3, 0.3] },
  };
  const gan = buildGan({ network: 'gan-32', parameters: { width: 1 / 16 } }, images, new Rng(4)); // prettier-ignore
  randomRunningStatistics(gan.generator, new Rng(5));
  const before = gan.generator.state.map((one) => [...one.dataSync()]);
  const learner = modelNamed('linear').build({ shape: [8, 8, 3], classes: 3, rng: new Rng(6), parameters: {} });
  const found = async (count: number) => (await searchLatent({ gan, learner }, { ...search, count, rng: new Rng(7) }, silentControl)).samples; // prettier-ignore
  const [one, several] = [await found(1), await found(4)];
  one.forEach((value, i) => expect(value).toBeCloseTo(several[i]!, 3));
  expect(gan.generator.state.map((state) => [...state.dataSync()])).toEqual(before);
  learner.dispose();
  gan.dispose();
});
