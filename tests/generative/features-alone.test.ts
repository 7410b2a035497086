/** Features for neighbour search depend on their own sample alone, for every network that gives them: no dropout, no batch statistics. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildAutoEncoder, encodeSamples } from '../../src/generative/auto-encoder-training.ts';
import { buildEncoder, latentPointsOf } from '../../src/generative/encoder-training.ts';
import { criticFeatures, sampleGenerator, type FeatureBatch } from '../../src/generative/gan-sampling.ts';
import { buildGan } from '../../src/generative/gan-training.ts';
import { autoEncoders, gans } from '../../src/generative/index.ts';
import { encoderRecipeFor } from '../../src/generative/recipes/encoder-recipes.ts';
import { ganRecipes } from '../../src/generative/recipes/gan-recipes.ts';
import { sampleSetOf, type DataScale } from '../../src/generative/value-scaling.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { silentControl } from '../support/point-samples.ts';
import { randomRunningStatistics } from '../support/stubs/running-statistics.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const images: DataScale = {
  shape: [16, 16, 3],
  dtype: 'uint8',
  scale: { mean: [0.3, 0.5, 0.4], std: [0.2, 0.3, 0.4] },
};
const points: DataScale = { shape: [2], dtype: 'float32', scale: { mean: [0, 0], std: [1, 1] } };
const dataOf = (network: string): DataScale => (network === 'gan-plane' ? points : images);
const COUNT = 5;
/** The sample that is also taken alone. */
const ALONE = 3;

/** `row` of a set of five standardised samples, or all of them. */
function samplesOf({ shape }: DataScale, row?: number) {
  const size = shape.reduce((a, b) => a * b);
  const rng = new Rng(8);
  const values = Float32Array.from({ length: COUNT * size }, () => rng.normal());
  return sampleSetOf(row === undefined ? values : values.slice(row * size, (row + 1) * size), shape);
}

/** Features of the set, of one of its samples alone, and of the set again. */
async function expectFeaturesAlone(featuresOf: (row?: number) => Promise<Float32Array>): Promise<void> {
  const together = await featuresOf();
  const alone = await featuresOf(ALONE);
  const size = alone.length;
  expect(together).toHaveLength(COUNT * size);
  alone.forEach((value, i) => expect(Math.abs(value - together[ALONE * size + i]!)).toBeLessThan(1e-4 * (1 + Math.abs(value)))); // prettier-ignore
  expect(await featuresOf()).toEqual(together);
  // and other samples have others
  expect(together.slice(0, size)).not.toEqual(alone);
}

async function joined(batches: AsyncIterable<FeatureBatch>): Promise<Float32Array> {
  const rows: number[] = [];
  for await (const { values } of batches) rows.push(...values);
  return Float32Array.from(rows);
}

/** Each network with each set of switches that its recipes have. */
const ganVariants = gans.flatMap(({ about: { name } }) => {
  const switches = ganRecipes
    .filter(({ network }) => network === name)
    .map(({ parameters }) => JSON.stringify({ ...parameters, ...(name === 'gan-plane' ? {} : { width: 1 / 16 }) }));
  return [...new Set(switches)].map((one) => [name, JSON.parse(one) as ParameterValues] as const);
});

test('networks with dropout in the critic are among them', () => {
  expect(ganVariants.some(([, { dropout }]) => dropout === true)).toBe(true);
});

describe.each(ganVariants)('%s %j', (network, parameters) => {
  const build = () => buildGan({ network, parameters }, dataOf(network), new Rng(2));

  test('critic', async () => {
    const gan = build();
    await expectFeaturesAlone((row) => joined(criticFeatures(gan, samplesOf(dataOf(network), row), silentControl)));
    gan.dispose();
  });

  test('generated samples', async () => {
    const gan = build();
    randomRunningStatistics(gan.generator, new Rng(3));
    const { latent } = gan.generator;
    const rng = new Rng(4);
    const z = Float32Array.from({ length: COUNT * latent }, () => rng.normal());
    await expectFeaturesAlone((row) =>
      sampleGenerator(gan, row === undefined ? z : z.slice(row * latent, (row + 1) * latent), silentControl),
    );
    gan.dispose();
  });

  test('encoder', async () => {
    const gan = build();
    const recipe = ganRecipes.find((one) => one.network === network)!;
    const encoder = buildEncoder({ ...encoderRecipeFor(recipe, 1), parameters }, gan, new Rng(5));
    const { scaling } = gan;
    await expectFeaturesAlone((row) => latentPointsOf({ encoder, scaling }, samplesOf(dataOf(network), row), silentControl)); // prettier-ignore
    encoder.dispose();
    gan.dispose();
  });
});

test.each(autoEncoders.map(({ about }) => about.name))('%s', async (network) => {
  const coder = buildAutoEncoder({ network, parameters: { width: 1 / 3 } }, images, new Rng(6));
  randomRunningStatistics(coder.network, new Rng(7));
  await expectFeaturesAlone((row) => joined(encodeSamples(coder, samplesOf(images, row), silentControl)));
  coder.dispose();
});
