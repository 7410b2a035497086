/** A learner's probabilities and features depend on their own sample alone, for every model, and are the same again. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { sampleSetOf } from '../../src/generative/value-scaling.ts';
import { models } from '../../src/models/index.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { predict } from '../../src/trainer/predict.ts';
import { silentControl } from '../support/point-samples.ts';
import { randomRunningStatistics } from '../support/stubs/running-statistics.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const COUNT = 4;
const ALONE = 2;

test.each(models.map((model) => [model.about.name, model] as const))('%s', async (_, { about, build }) => {
  const shape = about.kinds.includes('plane') ? [2] : [16, 16, 1];
  const names = about.parameters.map(({ name }) => name);
  const convolutional = !about.kinds.includes('plane');
  const parameters = {
    ...(names.includes('width') && convolutional && { width: 1 / 16 }),
    ...(names.includes('dropout') && { dropout: 0.5 }),
  };
  const network = build({ shape, classes: 3, rng: new Rng(1), parameters });
  randomRunningStatistics(network, new Rng(2));
  const size = shape.reduce((a, b) => a * b);
  const rng = new Rng(3);
  const values = Float32Array.from({ length: COUNT * size }, () => rng.normal());
  const outputs = async (rows: Float32Array) => {
    const inputs = { network, samples: sampleSetOf(rows, shape), outputs: { features: true, trunk: true } } as const;
    const parts: number[][] = [[], [], []];
    for await (const batch of predict(inputs, silentControl))
      [batch.probabilities, batch.features, batch.trunk].forEach((values, kind) => parts[kind]!.push(...values));
    return parts;
  };
  const together = await outputs(values);
  const alone = await outputs(values.slice(ALONE * size, (ALONE + 1) * size));
  expect(await outputs(values)).toEqual(together);
  alone.forEach((row, kind) => {
    expect(row.length).toBe(together[kind]!.length / COUNT);
    row.forEach((value, i) =>
      expect(Math.abs(value - together[kind]![ALONE * row.length + i]!)).toBeLessThan(1e-4 * (1 + Math.abs(value))),
    );
    // probabilities of fifty layers with such statistics are all 0 or 1
    if (kind > 0 || row.some((value) => value > 0 && value < 1))
      expect(together[kind]!.slice(0, row.length)).not.toEqual(row);
  });
  network.dispose();
});
