import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Draws } from '../../../src/chance/draws.ts';
import { modelNamed, models } from '../../../src/models/index.ts';
import type { Network } from '../../../src/models/model.ts';
import { Problem } from '../../../src/spec/problem.ts';
import { chooseBackend } from '../../../src/tensor/backend.ts';
import * as tf from '../../../src/tensor/tf.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const weightsOf = (network: Network): number => network.variables.reduce((sum, variable) => sum + variable.size, 0);

describe('the models have as many weights as their papers’ tables give', () => {
  const cases: [string, number[], number, Record<string, number | string>, number][] = [
    ['linear', [2], 3, {}, 2 * 3 + 3],
    ['linear', [2], 2, { loss: 'hinge' }, 2 + 1],
    ['linear', [28, 28, 1], 10, {}, 784 * 10 + 10],
    ['mlp', [2], 2, {}, 2 * 32 + 32 + (32 * 32 + 32) + (32 * 2 + 2)],
    ['mlp', [5], 3, { width: 7, layers: 1 }, 5 * 7 + 7 + (7 * 3 + 3)],
    ['lenet-5', [28, 28, 1], 10, {}, 25 * 10 + 10 + (250 * 20 + 20) + (320 * 50 + 50) + (50 * 10 + 10)],
    ['lenet-5', [32, 32, 3], 10, {}, 75 * 10 + 10 + (250 * 20 + 20) + (500 * 50 + 50) + (50 * 10 + 10)],
    ['lenet', [28, 28, 1], 10, {}, 25 * 32 + 32 + (800 * 64 + 64) + (3136 * 1024 + 1024) + (1024 * 10 + 10)],
  ];
  test.each(cases)('%s on %j, %i classes, %j', (name, shape, classes, parameters, count) => {
    const network = modelNamed(name).build(shape, classes, new Draws(1), parameters);
    expect(weightsOf(network)).toBe(count);
    network.dispose();
  });
});

describe.each(models.map((model) => [model.about.name, model] as const))('%s', { timeout: 60_000 }, (_, model) => {
  const shapes = model.about.kinds.map((kind) => (kind === 'image' ? [16, 18, 3] : kind === 'plane' ? [2] : [5]));
  const inputs = (shape: number[], n = 3) =>
    tf.tensor(
      Float32Array.from({ length: n * shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
      [n, ...shape],
    );

  test.each(shapes)('gives features and logits of the sizes it names on %i × %i × %i', (...shape) => {
    const network = model.build(shape, 4, new Draws(1), {});
    tf.tidy(() => {
      const features = network.features(inputs(shape), { training: false });
      expect(features.shape).toEqual([3, network.featureSize]);
      expect(network.head(features).shape).toEqual([3, 4]);
    });
    network.dispose();
  });

  test('has the same weights from the same stream, others from another', () => {
    const weights = (seed: number) => {
      const network = model.build(shapes[0]!, 4, new Draws(seed), {});
      const values = network.variables.flatMap((variable) => [...variable.dataSync().slice(0, 500)]);
      network.dispose();
      return values;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
  });

  test('gives each sample the same answer alone and among others', () => {
    const shape = shapes[0]!;
    const network = model.build(shape, 4, new Draws(1), {});
    const [all, one] = tf.tidy(() => {
      const x = inputs(shape);
      const answer = (samples: tf.Tensor) => network.head(network.features(samples, { training: false })).dataSync();
      return [answer(x).slice(4, 8), answer(tf.slice(x, 1, 1)).slice()];
    });
    one!.forEach((value, i) => expect(value).toBeCloseTo(all![i]!, 4));
    network.dispose();
  });
});

test('first weights have the variance that Glorot and He ask for', () => {
  const varianceOf = (variable: tf.Variable) => {
    const values = [...variable.dataSync()];
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  const network = modelNamed('mlp').build([64], 2, new Draws(5), { width: 256 });
  expect(varianceOf(network.variables[0]!) * 64).toBeCloseTo(2, 1); // He: 2 / fan in
  expect(varianceOf(network.variables[2]!) * 256).toBeCloseTo(2, 1);
  expect(varianceOf(network.variables[4]!) * (256 + 2)).toBeCloseTo(2, 0); // Glorot: 2 / (fan in + fan out)
  expect(Math.max(...network.variables[4]!.dataSync())).toBeLessThanOrEqual(Math.sqrt(6 / 258));
  network.dispose();
});

test('dropout thins the features in training only, keeps their mean, and is drawn from the stream', () => {
  const network = modelNamed('lenet').build([28, 28, 1], 10, new Draws(1), {});
  tf.tidy(() => {
    const x = tf.ones([8, 28, 28, 1]);
    const still = network.features(x, { training: false }).dataSync();
    const thinned = (seed: number) => [...network.features(x, { training: true, draws: new Draws(seed) }).dataSync()];
    const first = thinned(1);
    const alive = [...still.keys()].filter((i) => still[i]! > 0);
    const dropped = alive.filter((i) => first[i] === 0).length / alive.length;
    expect(dropped).toBeGreaterThan(0.45);
    expect(dropped).toBeLessThan(0.55);
    const kept = alive.find((i) => first[i]! > 0)!;
    expect(first[kept]).toBeCloseTo(2 * still[kept]!, 4);
    expect(thinned(1)).toEqual(first);
    expect(thinned(2)).not.toEqual(first);
  });
  network.dispose();
});

describe('what does not fit is refused in words', () => {
  test('hinge loss with three classes', () => {
    expect(() => modelNamed('linear').build([2], 3, new Draws(1), { loss: 'hinge' })).toThrow(Problem);
    expect(() => modelNamed('linear').build([2], 3, new Draws(1), { loss: 'hinge' })).toThrow(/two classes/);
  });
  test('a convolutional network on the plane', () => {
    expect(() => modelNamed('cnn-small').build([2], 3, new Draws(1), {})).toThrow(/images of at least 16 × 16/);
  });
  test('a model that does not exist', () => {
    expect(() => modelNamed('resnet')).toThrow(/“resnet”/);
  });
});
