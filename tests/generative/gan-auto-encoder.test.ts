import { afterEach, beforeAll, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../src/tensor/memory-leaks.ts';
import * as tf from '../../src/tensor/tf.ts';
import {
  autoEncoderRecipeNamed,
  autoEncoderRecipes,
  type AutoEncoderRecipe,
} from '../../src/generative/recipes/auto-encoder-recipes.ts';
import {
  buildAutoEncoder,
  autoEncoderSteps,
  encodeSamples,
  fitAutoEncoder,
  reconstructSamples,
} from '../../src/generative/auto-encoder-training.ts';
import type { LossReading } from '../../src/trainer/descent.ts';
import type { Checkpoint } from '../../src/trainer/checkpoint.ts';
import { sampleSetOf, type DataScale } from '../../src/generative/value-scaling.ts';
import { silentControl } from '../support/point-samples.ts';
import { savedEvery } from '../support/saved-checkpoints.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const SIDE = 16;
const SIZE = SIDE * SIDE;
const scale = { mean: [0.25], std: [0.4] };
const data: DataScale = { shape: [SIDE, SIDE, 1], dtype: 'uint8', scale };

/** Bright bars on black, each at a place of its own, standardised. */
const bars = (count: number, seed: number) => {
  const rng = new Rng(seed);
  const values = new Float32Array(count * SIZE);
  for (let n = 0; n < count; n++) {
    const [from, upright] = [rng.integer(SIDE - 4), rng.integer(2)];
    for (let i = 0; i < SIZE; i++) {
      const at = upright ? i % SIDE : Math.floor(i / SIDE);
      values[n * SIZE + i] = ((at >= from && at < from + 4 ? 1 : 0) - scale.mean[0]!) / scale.std[0]!;
    }
  }
  return values;
};

const recipe = (given: Partial<AutoEncoderRecipe> = {}): AutoEncoderRecipe => ({
  ...autoEncoderRecipeNamed('reduced-auto-encoder-28'),
  steps: 5,
  batch: 8,
  ...given,
});

const rng = () => new Rng(4).child('auto-encoder');
const build = (given: AutoEncoderRecipe, seed = 1) => buildAutoEncoder(given, data, new Rng(seed).child('weights'));

test('an auto-encoder learns bars: reconstructions are nearer to each than their mean', async () => {
  const wide = recipe({ steps: 150, batch: 20, rate: 1e-2 });
  const coder = build(wide);
  const readings: LossReading[] = [];
  const watch = { every: 50, report: (one: LossReading) => void readings.push(one) };
  const task = { recipe: wide, samples: sampleSetOf(bars(60, 1), data.shape) };
  await fitAutoEncoder(coder, task, { ...silentControl, rng: rng(), monitor: watch });
  expect(readings.map(({ step }) => step)).toEqual([50, 100, 150]);
  const unseen = bars(40, 2);
  const back = await reconstructSamples(coder, sampleSetOf(unseen, data.shape), silentControl);
  const error = (of: (i: number) => number) =>
    unseen.reduce((sum, value, i) => sum + (value - of(i)) ** 2, 0) / unseen.length;
  const means = Array.from({ length: SIZE }, (_, d) => {
    let sum = 0;
    for (let n = 0; n < 40; n++) sum += unseen[n * SIZE + d]!;
    return sum / 40;
  });
  expect(error((i) => back[i]!)).toBeLessThan(0.5 * error((i) => means[i % SIZE]!));
  // the loss is by value in the range 0 … 1: standardised, an error is (1 / .4)² as large
  const seen = bars(60, 1);
  const again = await reconstructSamples(coder, sampleSetOf(seen, data.shape), silentControl);
  const own = seen.reduce((sum, value, i) => sum + (value - again[i]!) ** 2, 0) / seen.length;
  expect(readings.at(-1)!.loss / 0.4 ** 2 / own).toBeGreaterThan(0.7);
  expect(readings.at(-1)!.loss / 0.4 ** 2 / own).toBeLessThan(1.4);
  let rows = 0;
  for await (const { values, positions } of encodeSamples(coder, sampleSetOf(unseen, data.shape), silentControl)) {
    expect(values.length).toBe(positions.length * coder.network.codeSize);
    rows += positions.length;
  }
  expect(rows).toBe(40);
  coder.dispose();
});

test.each([
  ['auto-encoder-28', 1],
  ['auto-encoder-32', 1 / 16],
])('%s comes to the same weights with and without a break, and leaves nothing behind', async (network, width) => {
  const own = recipe({ network, parameters: { width } });
  const task = { recipe: own, samples: sampleSetOf(bars(20, 1), data.shape) };
  const kept: Checkpoint[] = [];
  const weights = (coder: ReturnType<typeof build>) =>
    [...coder.network.variables, ...coder.network.state].flatMap((one) => [...one.dataSync()]);
  const leaks = await leaksOf(async () => {
    const whole = build(own);
    const saving = savedEvery(2, (one) => kept.push(one));
    await fitAutoEncoder(whole, task, { ...silentControl, ...saving, rng: rng() });
    expect(kept.map(({ step }) => step)).toEqual([2, 4, 5]);
    const again = build(own, 9);
    await fitAutoEncoder(again, task, { ...silentControl, rng: rng(), resumeFrom: structuredClone(kept[0]!) });
    expect(weights(again)).toEqual(weights(whole));
    [whole, again].forEach((coder) => coder.dispose());
  });
  expect(leaks).toEqual({ tensors: 0, data: 0 });
});

test('epochs depend on the number of samples', () => {
  const paper = autoEncoderRecipes.find(({ name }) => name === 'paper-auto-encoder-mnist-two')!;
  expect(autoEncoderSteps(paper, 10_000)).toBe(4000);
  expect(autoEncoderSteps(paper, 10_001)).toBe(4001);
  expect(autoEncoderSteps(recipe(), 10_000)).toBe(5);
});
