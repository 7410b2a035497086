import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { autoEncoders, gans } from '../../src/generative/index.ts';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import { SampleReader } from '../../src/storage/sample-reader.ts';
import type { Database } from '../../src/storage/database.ts';
import { autoEncoderRecipes } from '../../src/generative/recipes/auto-encoder-recipes.ts';
import { resumableBatches } from '../../src/trainer/resumable-batches.ts';
import { ganRecipeNamed, ganRecipes } from '../../src/generative/recipes/gan-recipes.ts';
import { scalingFor } from '../../src/models/parts/value-scaling.ts';
import {
  toStoredValues,
  samplesInNetworkRange,
  toNetworkRange,
  sampleSetOf,
} from '../../src/generative/value-scaling.ts';

const info = (given: Partial<DatasetInfo>): DatasetInfo =>
  ({ shape: [2, 2, 3], dtype: 'uint8', scale: { mean: [0.1, 0.5, 0.7], std: [0.2, 0.3, 0] }, ...given }) as DatasetInfo;
/** As the experiment reads its samples. */
const normalise = (of: DatasetInfo, raw: Uint8Array | Float32Array) =>
  new SampleReader({} as Database, of).normalise(raw);

describe('the scale of a generator', () => {
  const bytes = Uint8Array.of(0, 0, 0, 255, 255, 255, 51, 102, 204, 7, 99, 254);
  test.each([
    ['0 … 1', [0, 1] as const, (byte: number) => byte / 255],
    ['−1 … 1', [-1, 1] as const, (byte: number) => (2 * byte) / 255 - 1],
  ])('%s holds bytes from 0 to 255, channel by channel', (_, range, wanted) => {
    const image = info({});
    const inside = toNetworkRange(normalise(image, bytes), scalingFor(image, range));
    bytes.forEach((byte, i) => expect(inside[i]!).toBeCloseTo(wanted(byte), 5));
  });

  test('is the learner’s for a generator without range', async () => {
    const points = info({ shape: [2], dtype: 'float32', scale: { mean: [3, -1], std: [2, 5] } });
    const values = normalise(points, Float32Array.of(1, 2, 3, 4));
    expect(await samplesInNetworkRange(sampleSetOf(values, [2]), scalingFor(points)).read([1, 0])).toEqual(
      Float32Array.of(values[2]!, values[3]!, values[0]!, values[1]!),
    );
  });

  test('maps back to stored values', () => {
    const image = info({});
    expect(toStoredValues(normalise(image, bytes), image)).toEqual(bytes);
    const points = info({ shape: [2], dtype: 'float32', scale: { mean: [3, -1], std: [2, 5] } });
    const back = toStoredValues(normalise(points, Float32Array.of(1, 2, -3, 4)), points);
    [1, 2, -3, 4].forEach((value, i) => expect(back[i]).toBeCloseTo(value, 5));
    // beyond what a byte holds
    expect(toStoredValues(Float32Array.of(-100, 100, 0), info({ shape: [1, 1, 3] }))).toEqual(
      Uint8Array.of(0, 255, 179),
    );
  });
});

test('numbered batches contain all samples before any repeats, and are functions of their number', () => {
  const batches = resumableBatches(10, 4, new Rng(1));
  const first = [0, 1, 2, 3, 4].flatMap((n) => [...batches(n)]);
  const all = Array.from({ length: 10 }, (_, i) => i);
  expect(first.slice(0, 10).sort((a, b) => a - b)).toEqual(all);
  expect(first.slice(10).sort((a, b) => a - b)).toEqual(all);
  expect(first.slice(0, 10)).not.toEqual(first.slice(10));
  expect([...resumableBatches(10, 4, new Rng(1))(4)]).toEqual(first.slice(16));
  // fewer samples than a batch holds
  expect([...resumableBatches(2, 5, new Rng(1))(0)].filter((i) => i === 0).length).toBeGreaterThanOrEqual(2);
});

describe('recipes', () => {
  test('have unique names and existing networks', () => {
    for (const [recipes, networks] of [
      [ganRecipes, gans],
      [autoEncoderRecipes, autoEncoders],
    ] as const) {
      expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
      expect(new Set(recipes.map(({ label }) => label)).size).toBe(recipes.length);
      for (const { name, network, parameters, size } of recipes) {
        const about = networks.find((one) => one.about.name === network)!.about;
        expect(name.startsWith(size)).toBe(true);
        const known = about.parameters.map((one) => one.name);
        for (const parameter of Object.keys(parameters)) expect(known).toContain(parameter);
      }
    }
  });

  test('have the steps of Table 3 and the settings that the paper follows', () => {
    const steps = (name: string) => ganRecipeNamed(`paper-${name}`).steps / 1000;
    expect(['mnist-two', 'mnist-ten', 'cifar-two', 'cifar-ten'].map((on) => steps(`dcgan-${on}`))).toEqual([
      40, 100, 100, 200,
    ]);
    expect(
      ['mnist-two', 'mnist-ten', 'cifar-two', 'cifar-ten', 'celeba', 'svhn', 'lsun'].map((on) =>
        steps(`wgan-gp-${on}`),
      ),
    ).toEqual([40, 100, 200, 200, 100, 100, 100]);
    expect(['cifar-two', 'cifar-ten'].map((on) => steps(`residual-wgan-gp-${on}`))).toEqual([100, 100]);
    expect(['cifar-two', 'cifar-ten'].map((on) => steps(`residual-wgan-ct-${on}`))).toEqual([100, 100]);
    expect(ganRecipeNamed('paper-wgan-gp-mnist-two')).toMatchObject({
      network: 'gan-28',
      parameters: { width: 1 },
      objective: 'wgan',
      penalty: 10,
      consistency: 0,
      criticSteps: 5,
      rate: 1e-4,
      betas: [0.5, 0.9],
    });
    expect(ganRecipeNamed('paper-residual-wgan-ct-cifar-ten')).toMatchObject({ penalty: 10, consistency: 2, slack: 0 });
    for (const { parameters, steps } of ganRecipes.filter(({ size }) => size === 'reduced'))
      expect([parameters['width'], steps]).toEqual([0.25, 2500]);
    expect(() => ganRecipeNamed('wgan')).toThrow(/no GAN recipe named “wgan”/);
  });
});
