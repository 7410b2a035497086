/** The alignment of the mixture paper draws labelled and unlabelled features together; without its weight they stay apart. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { sampleSetOf } from '../../src/generative/value-scaling.ts';
import { modelNamed } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { fit } from '../support/fit.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** Two classes left and right; labelled and unlabelled differ in height. */
function atHeight(height: number, count: number, seed: number): SampleSet {
  const rng = new Rng(seed, 'points');
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const values = Float32Array.from({ length: 2 * count }, (_, i) => 0.3 * rng.normal() + (i % 2 ? height : 2 * (labels[i >> 1]! - 0.5))); // prettier-ignore
  return { ...sampleSetOf(values, [2]), labels };
}

test.each([
  ['mixture-da', true],
  ['mixture-reg-da', false],
])('%s lowers |D̄(U) − D̄(L)|, with mixtures in view: %s', async (method, mixtures) => {
  const gap = async (alignWeight: number): Promise<number> => {
    const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: { width: 8 } });
    const parameters = {
      alignWeight,
      mixtures,
      alignSteps: 40,
      refit: 20,
      width: 16,
      discriminatorRate: 0.05,
      subset: 20,
    };
    const { metrics, artifacts } = await fit(network, {
      ...{ labelled: atHeight(-0.5, 40, 1), unlabelled: atHeight(0.5, 80, 2), rng: new Rng(2), queryBatchSize: 10 },
      training: { method, steps: 30, batch: 20, optimizer: 'sgd', momentum: 0.5, learningRate: 0.03, parameters },
    });
    artifacts.dispose();
    network.dispose();
    return Math.abs(metrics['criticUnlabelled']! - metrics['criticLabelled']!);
  };
  const apart = await gap(0);
  expect(apart).toBeGreaterThan(0.2);
  expect(await gap(1)).toBeLessThan(apart / 2);
});
