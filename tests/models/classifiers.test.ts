import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed, models } from '../../src/models/index.ts';
import type { Mode, Model, Network } from '../../src/models/model.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { ParameterValues } from '../../src/protocol/spec.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';

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
    ['cnn-bayes', [28, 28, 1], 10, {}, 25 * 32 + 32 + (800 * 64 + 64) + (1024 * 128 + 128) + (128 * 10 + 10)],
    [
      'cnn-celeba',
      [64, 64, 3],
      2,
      {},
      27 * 16 + 16 + (144 * 32 + 32) + (288 * 64 + 64) + (4096 * 1024 + 1024) + (1024 * 2 + 2),
    ],
    // the first convolution; two of 96 → 96; 96 → 192; three of 192 → 192; 1 × 1 of 192 → 192; to the classes: 1.37 million
    [
      'all-cnn',
      [32, 32, 3],
      10,
      {},
      27 * 96 + 96 + 2 * (864 * 96 + 96) + (864 * 192 + 192) + 3 * (1728 * 192 + 192) + (192 * 192 + 192) + 1930,
    ],
    // 3 → 64 → 64 → 64 → 128 → 128 → 128 → 128, two of 1 × 1; a scale and a shift for each channel; to the classes
    [
      'conv-small',
      [32, 32, 3],
      10,
      {},
      27 * 64 + 2 * 576 * 64 + 576 * 128 + 3 * 1152 * 128 + 2 * 128 * 128 + 2 * (3 * 64 + 6 * 128) + 1290,
    ],
    // the same with 75 inputs to the first layer in place of 27
    ['conv-small', [64, 64, 3], 10, { first: '5x5' }, 627_530 + 48 * 64],
    // pytorch-cifar's VGG16 has 14,728,266, of which 5,130 are its last layer and 4,224 biases that batch norm makes idle
    ['vgg-16', [32, 32, 3], 10, {}, 14_728_266 - 5_130 - 4_224 + (512 * 50 + 50) + (50 * 10 + 10)],
    // as published for this form with ten classes (pytorch-cifar and others)
    ['resnet-18', [32, 32, 3], 10, {}, 11_173_962],
    ['resnet-50', [32, 32, 3], 10, {}, 23_520_842],
  ];
  test.each(cases)('%s on %j, %i classes, %j', (name, shape, classes, parameters, count) => {
    const network = modelNamed(name).build({ shape, classes, rng: null, parameters });
    expect(weightsOf(network)).toBe(count);
    network.dispose();
  });
});

/** Wide models as narrow ones: the same layers, in a fraction of the time. */
const narrow = (model: Model): ParameterValues =>
  model.about.parameters.some(({ name, default: given }) => name === 'width' && given === 1) ? { width: 0.0625 } : {};

describe.each(models.map((model) => [model.about.name, model] as const))('%s', (_, model) => {
  const shapes = model.about.kinds.map((kind) => (kind === 'image' ? [16, 18, 3] : kind === 'plane' ? [2] : [5]));
  const inputs = (shape: number[], n = 3) =>
    tf.tensor(
      Float32Array.from({ length: n * shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
      [n, ...shape],
    );

  test.each(shapes)('returns features and logits of its declared sizes on %i × %i × %i', (...shape) => {
    const network = model.build({ shape, classes: 4, rng: new Rng(1), parameters: narrow(model) });
    tf.tidy(() => {
      const features = network.features(inputs(shape), { training: false });
      expect(features.shape).toEqual([3, network.featureSize]);
      expect(network.head(features).shape).toEqual([3, 4]);
    });
    network.dispose();
  });

  test('its features are neck(trunk)', () => {
    const network = model.build({ shape: shapes[0]!, classes: 4, rng: new Rng(1), parameters: narrow(model) });
    tf.tidy(() => {
      const x = inputs(shapes[0]!);
      const trunk = network.trunk(x, { training: false });
      expect(trunk.shape).toEqual([3, network.trunkSize]);
      const features = network.features(x, { training: false });
      expect([...network.neck(trunk, { training: false }).dataSync()]).toEqual([...features.dataSync()]);
    });
    network.dispose();
  });

  test('`stochastic` says whether passes with dropout differ; equal streams give equal passes', () => {
    const network = model.build({ shape: shapes[0]!, classes: 4, rng: new Rng(1), parameters: narrow(model) });
    tf.tidy(() => {
      const x = inputs(shapes[0]!);
      const pass = (seed: number) => {
        const mode = { training: false, dropout: new Rng(seed) } as const;
        return [...network.head(network.features(x, mode)).dataSync()];
      };
      const first = pass(1);
      expect(pass(1)).toEqual(first);
      if (network.stochastic) expect(pass(2)).not.toEqual(first);
      else expect(pass(2)).toEqual(first);
    });
    network.dispose();
  });

  test('has equal weights from equal streams, and others from another stream', () => {
    const weights = (seed: number) => {
      const network = model.build({ shape: shapes[0]!, classes: 4, rng: new Rng(seed), parameters: narrow(model) });
      const values = network.variables.flatMap((variable) => [...variable.dataSync().slice(0, 500)]);
      network.dispose();
      return values;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
  });

  test.each([
    ['', () => ({ training: false }) as const],
    [' in a Monte-Carlo pass', () => ({ training: false, dropout: new Rng(9) }) as const],
  ])('gives each sample the same answer alone and among others%s', (_, mode) => {
    const shape = shapes[0]!;
    const network = model.build({ shape, classes: 4, rng: new Rng(1), parameters: narrow(model) });
    const [all, one] = tf.tidy(() => {
      const x = inputs(shape);
      const answer = (samples: tf.Tensor) => network.head(network.features(samples, mode())).dataSync();
      return [answer(x).slice(4, 8), answer(tf.slice(x, 1, 1)).slice()];
    });
    one!.forEach((value, i) => expect(value).toBeCloseTo(all![i]!, 4));
    network.dispose();
  });
});

test('initial weights have the variances of Glorot and He', () => {
  const varianceOf = (variable: tf.Variable) => {
    const values = [...variable.dataSync()];
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  const network = modelNamed('mlp').build({ shape: [64], classes: 2, rng: new Rng(5), parameters: { width: 256 } });
  expect(varianceOf(network.variables[0]!) * 64).toBeCloseTo(2, 1); // He: 2 / fan in
  expect(varianceOf(network.variables[2]!) * 256).toBeCloseTo(2, 1);
  expect(varianceOf(network.variables[4]!) * (256 + 2)).toBeCloseTo(2, 0); // Glorot: 2 / (fan in + fan out)
  expect(Math.max(...network.variables[4]!.dataSync())).toBeLessThanOrEqual(Math.sqrt(6 / 258));
  network.dispose();
});

test('dropout changes features in training only, keeps their mean, and is drawn from the stream', () => {
  const network = modelNamed('lenet').build({ shape: [28, 28, 1], classes: 10, rng: new Rng(1), parameters: {} });
  tf.tidy(() => {
    const x = tf.ones([8, 28, 28, 1]);
    const still = network.features(x, { training: false }).dataSync();
    const thinned = (seed: number) => [...network.features(x, { training: true, rng: new Rng(seed) }).dataSync()];
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

test('at rate 0 there is no dropout, and `stochastic` is false', () => {
  const stochastic = (name: string, parameters: ParameterValues) => {
    const network = modelNamed(name).build({ shape: [16, 16, 1], classes: 2, rng: new Rng(1), parameters });
    network.dispose();
    return network.stochastic;
  };
  expect(stochastic('cnn-bayes', {})).toBe(true);
  expect(stochastic('cnn-bayes', { dropout: 0 })).toBe(false);
  expect(stochastic('all-cnn', { dropout: 0, width: 0.125 })).toBe(false);
});

test('the Bayesian network drops whole channels of its convolutions, about half of them', () => {
  const network = modelNamed('cnn-bayes').build({ shape: [28, 28, 1], classes: 10, rng: new Rng(1), parameters: {} });
  tf.tidy(() => {
    const x = tf.ones([8, 28, 28, 1]);
    const perChannel = (mode: Mode) =>
      [...tf.max(tf.reshape(network.trunk(x, mode), [8, 16, 64]), 1).dataSync()].map((top) => top > 0);
    const still = perChannel({ training: false });
    const thinned = perChannel({ training: true, rng: new Rng(3) });
    const lost = thinned.filter((alive, i) => still[i] && !alive).length / still.filter(Boolean).length;
    expect(lost).toBeGreaterThan(0.4);
    expect(lost).toBeLessThan(0.7); // some lose all that they lived on with the first convolution's channels
  });
  network.dispose();
});

test.each([
  ['lenet-5', [28, 28, 1], {}, 320],
  ['cnn-bayes', [28, 28, 1], {}, 1024],
  ['vgg-16', [32, 32, 3], { width: 1 / 16 }, 512 / 16],
  ['vgg-16', [28, 28, 1], { width: 1 / 16 }, 512 / 16],
  ['vgg-16', [96, 96, 3], { width: 1 / 16 }, 4608 / 16],
  ['resnet-18', [32, 32, 3], { width: 1 / 16 }, 512 / 16],
  ['resnet-18', [28, 28, 1], { width: 1 / 16 }, 512 / 16],
  ['resnet-50', [28, 28, 1], { width: 1 / 16 }, 2048 / 16],
] as const)('%s on %j, %j, has a trunk of %i features', (name, shape, parameters, size) => {
  const network = modelNamed(name).build({ shape, classes: 10, rng: new Rng(1), parameters });
  const trunk = tf.tidy(() => network.trunk(tf.zeros([1, ...shape]), { training: false }));
  expect(trunk.shape).toEqual([1, size]);
  trunk.dispose();
  expect(network.trunkSize).toBe(size);
  network.dispose();
});

describe('unfit data is refused with a message', () => {
  test('hinge loss with three classes', () => {
    expect(() =>
      modelNamed('linear').build({ shape: [2], classes: 3, rng: new Rng(1), parameters: { loss: 'hinge' } }),
    ).toThrow(Problem);
    expect(() =>
      modelNamed('linear').build({ shape: [2], classes: 3, rng: new Rng(1), parameters: { loss: 'hinge' } }),
    ).toThrow(/two classes/);
  });
  test('a convolutional network on the plane', () => {
    expect(() => modelNamed('cnn-small').build({ shape: [2], classes: 3, rng: new Rng(1), parameters: {} })).toThrow(
      /images of at least 16 × 16/,
    );
  });
  test('a model that does not exist', () => {
    expect(() => modelNamed('resnet')).toThrow(/“resnet”/);
  });
});
