/** The size of batches where nothing is trained, by backend and network, in one place. */
import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { models } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { sampleSize } from '../../src/protocol/dataset.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { sampleSetOf } from '../../src/generative/value-scaling.ts';
import { predict } from '../../src/trainer/predict.ts';
import { batchSizeFor } from '../../src/trainer/scoring-batches.ts';

beforeAll(() => chooseBackend('wasm'));

const withWeights = (shape: number[], size: number) => ({ shape, variables: [{ size: size - 1 }, { size: 1 }] });
const [SMALL, LARGE] = [100_000, 100_001];

test.each([
  // On the processor: as the caches have it, whatever the network. Logs of earlier versions have these sizes.
  ['wasm', [28, 28, 1], SMALL, 255],
  ['wasm', [28, 28, 1], LARGE, 255],
  ['wasm', [32, 32, 3], LARGE, 65],
  ['wasm', [2], SMALL, 1024],
  ['cpu', [32, 32, 3], SMALL, 65],
  // On the GPU small networks get four times as much, large ones do not: their maps take memory.
  ['webgpu', [28, 28, 1], SMALL, 1020],
  ['webgpu', [28, 28, 1], LARGE, 255],
  ['webgpu', [32, 32, 3], LARGE, 65],
  ['webgpu', [2], SMALL, 4096],
  ['webgpu', [600, 600, 3], SMALL, 1],
] as const)('%s, samples of %j, %i weights: %i at a time', (backend, shape, weights, size) => {
  expect(batchSizeFor(withWeights([...shape], weights), backend)).toBe(size);
});

describe('every model is scored in these batches', () => {
  test.each(models.map((one) => [one.about.name, one] as const))('%s', async (_, model) => {
    const shape = !model.about.kinds.includes('image') ? [2] : [32, 32, 3];
    const network = model.build({ shape, classes: 2, rng: new Rng(1), parameters: {} });
    const expected = batchSizeFor(network);
    const samples = sampleSetOf(new Float32Array(sampleSize(shape) * (expected + 1)), shape);
    const counts: number[] = [];
    const control = { checkpoint: () => Promise.resolve(), progress: () => undefined };
    for await (const { positions } of predict({ network, samples }, control)) counts.push(positions.length);
    network.dispose();
    expect(counts).toEqual([expected, 1]);
  });
});

test('no other file decides the size of a batch that is scored', () => {
  const root = new URL('../../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const users = files.filter((path) => readFileSync(new URL(path, root), 'utf8').includes('readInBatches('));
  // DeepFool has a bound of its own besides: each of its samples has a gradient for every class. VAAL's networks tell their own,
  // by the same table; statistics of batch norm are those of the training's batches.
  expect(users.sort()).toEqual([
    'strategies/deep-fool.ts',
    'strategies/support/least-labelled.ts',
    'trainer/predict.ts',
    'trainer/running-statistics.ts',
  ]);
});
