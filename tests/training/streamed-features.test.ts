/** Trainings with mixtures where the pool's features are too many for the memory: the same networks, to the last bit. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { allocateRows } from '../../src/algorithms/feature-source.ts';
import { modelNamed } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { fit } from '../support/fit.ts';
import { planeSamples } from '../support/point-samples.ts';

vi.mock('../../src/algorithms/feature-source.ts', { spy: true });
beforeAll(() => chooseBackend('wasm'));
afterEach(() => {
  vi.mocked(allocateRows).mockReset();
  expect(tf.memory().numTensors).toBe(0);
});

const halves = (count: number, seed: number) => planeSamples(count, seed, (x) => Number(x > 0));

async function trained(method: string, parameters: Record<string, number | string | boolean>) {
  const rng = new Rng(5);
  const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: rng.child('weights'), parameters: { width: 6, layers: 1 } }); // prettier-ignore
  const training = { method, steps: 6, batch: 5, parameters };
  const inputs = { labelled: halves(20, 1), unlabelled: halves(50, 2), rng: rng.child('training'), training };
  const { report, artifacts } = await fit(network, inputs);
  const weights = network.variables.map((one) => [...one.dataSync()]);
  const { mixtures } = artifacts;
  artifacts.dispose();
  network.dispose();
  return { report, weights, mixtures };
}

test.each([
  ['mixture-da', { alignSteps: 6, refit: 3, width: 5 }],
  ['mixture-reg-da', { alignSteps: 4, refit: 2, width: 5, subset: 10, fit: 'batches' }],
  ['wasserstein', { mixtures: true, refit: 2 }],
] as const)('%s has the same weights and mixtures', async (method, parameters) => {
  const expected = await trained(method, parameters);
  expect(expected.mixtures?.unlabelled.means.every(Number.isFinite)).toBe(true);
  expect(vi.mocked(allocateRows)).toHaveBeenCalled();
  vi.mocked(allocateRows).mockReturnValue(undefined);
  expect(await trained(method, parameters)).toEqual(expected);
});
