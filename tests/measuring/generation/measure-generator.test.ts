/** What a classifier makes of real and generated samples. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { embedSamples, generatedSet } from '../../../src/measuring/generation/measure-generator.ts';
import { GaussianFit } from '../../../src/measuring/generation/gaussian-fit.ts';
import { generatorMeasures } from '../../../src/measuring/index.ts';
import type { EmbeddedSamples } from '../../../src/measuring/generation/generator-measure.ts';
import { modelNamed } from '../../../src/models/index.ts';
import { Rng } from '../../../src/random/rng.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { accuracy } from '../../../src/trainer/predict.ts';
import { planeSamples, silentControl } from '../../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

const real = planeSamples(1500, 1, (x, y) => Number(x + y > 0.3));
const classifier = () =>
  modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(3), parameters: { width: 5, layers: 1 } });

async function embedded() {
  const network = classifier();
  const { gaussians, ...samples } = await embedSamples(network, real, silentControl);
  const recognised = await accuracy(network, real, silentControl);
  network.dispose();
  return { samples: { ...samples, generated: gaussians, real: gaussians } satisfies EmbeddedSamples, recognised };
}

test('the GAN-test of real samples is the accuracy of the classifier; their FID to themselves is 0', async () => {
  const { samples, recognised } = await embedded();
  const values = Object.fromEntries(generatorMeasures.map((one) => [one.about.name, one.measure(samples)]));
  expect(values['gan-test']).toBe(recognised);
  expect(recognised).toBeGreaterThan(0.05);
  expect(recognised).toBeLessThan(0.95);
  expect(values['fid']).toBeLessThan(1e-9);
  expect(values['inception-score']).toBeGreaterThan(1);
});

test('features and probabilities are those of the network, of each class those of its samples', async () => {
  const { samples } = await embedded();
  const network = classifier();
  const values = await real.read(Int32Array.from({ length: real.count }, (_, at) => at));
  const [features, probabilities] = tf.tidy(() => {
    const z = network.features(tf.tensor2d(values, [real.count, 2]), { training: false });
    return [z.arraySync(), tf.softmax(network.head(z)).dataSync()];
  });
  network.dispose();
  probabilities.forEach((value, at) => expect(samples.probabilities[at]).toBeCloseTo(value, 5));
  for (const label of [0, 1]) {
    const fit = new GaussianFit(5);
    features.forEach((row, at) => real.labels[at] === label && fit.add(row));
    const wanted = fit.gaussian();
    const found = samples.generated.perClass[label]!;
    wanted.mean.forEach((value, d) => expect(found.mean[d]).toBeCloseTo(value, 4));
    wanted.covariance.forEach((value, d) => expect(found.covariance[d]).toBeCloseTo(value, 4));
  }
  const [ganTest] = generatorMeasures;
  const own = ganTest!.perClass(samples);
  const shares = [0, 1].map((label) => real.labels.filter((one) => one === label).length / real.count);
  expect(own[0]! * shares[0]! + own[1]! * shares[1]!).toBeCloseTo(ganTest!.measure(samples), 12);
});

test('generated samples are the same in any order and number, and each class has as many', async () => {
  const generator = modelNamed('ac-gan')
    .build({ shape: [2], classes: 3, rng: null, parameters: { latent: 4, width: 0.125 } })
    .discriminator!.buildGenerator(new Rng(8));
  // the network itself is not needed
  const set = generatedSet(generator, 9, new Rng(5));
  expect([...set.labels]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  const all = await set.read([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const some = await set.read([7, 2]);
  some.forEach((value, at) => expect(value).toBeCloseTo(all[2 * (at < 2 ? 7 : 2) + (at % 2)]!, 5));
  expect(new Set(Array.from({ length: 9 }, (_, at) => all[2 * at])).size).toBe(9);
  // the same points drawn for another class are other samples
  const z = new Rng(5);
  const points = Float32Array.from({ length: 36 }, () => z.normal());
  const drawn = tf.tidy(() =>
    generator.generate(tf.tensor2d(points, [9, 4]), tf.oneHot(tf.tensor1d(set.labels, 'int32'), 3) as tf.Tensor2D, { training: false }).dataSync(),
  ); // prettier-ignore
  drawn.forEach((value, at) => expect(all[at]).toBeCloseTo(value, 5));
  generator.dispose();
  tf.disposeVariables();
});
