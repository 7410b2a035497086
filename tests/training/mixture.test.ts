/** The Gaussian-mixture trainings: the regulariser's value, the balanced subset, the discriminator's input. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { MixtureDensity } from '../../src/algorithms/mixture/mixture-density.ts';
import { labelledMixture } from '../../src/algorithms/mixture/labelled-mixture.ts';
import { modelNamed } from '../../src/models/index.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { balancedSubset, negativeLogPosterior } from '../../src/training/mixture/mixture-regularizer.ts';
import { mixturesOf, MixtureView } from '../../src/training/mixture/mixture-view.ts';
import { fit, noSamples, trainingSettings } from '../support/fit.ts';
import { planeSamples, silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** One dimension: class 0 at −1 and 1, class 1 at 3 and 5; both of variance 1. */
const rows = { values: Float32Array.of(-1, 1, 3, 5), count: 4, size: 1 };

describe('the regulariser', () => {
  test('is the negative log-posterior of the sample’s class', () => {
    const density = MixtureDensity.of(labelledMixture(rows, [0, 0, 1, 1], { components: 2, floor: 1e-6 }));
    const value = tf.tidy(
      () => negativeLogPosterior(density, tf.tensor2d([1, 1], [2, 1]), Int32Array.of(0, 1)).dataSync()[0]!,
    );
    // at 1 the exponents are −1/2 and −9/2
    expect(value).toBeCloseTo((Math.log(1 + Math.exp(-4)) + Math.log(1 + Math.exp(4))) / 2, 5);
    density.dispose();
  });

  test('draws equally many of each present class, without replacement while possible', () => {
    const labels = Int32Array.of(0, 0, 0, 0, 0, 0, 2, 2, 0, 0);
    const draw = balancedSubset({ labels, classes: 4, size: 8 }, new Rng(1));
    for (let i = 0; i < 10; i++) {
      const { once, repeated } = draw();
      const positions = [...once, ...repeated];
      expect([once.length, repeated.length]).toEqual([4 + 2, 2]);
      const zeros = positions.filter((p) => labels[p] === 0);
      const twos = positions.filter((p) => labels[p] === 2);
      expect([zeros.length, twos.length]).toEqual([4, 4]);
      expect(new Set(zeros).size).toBe(4);
      expect(new Set(twos)).toEqual(new Set([6, 7]));
    }
  });

  test('pulls the features of a class together', async () => {
    const set = planeSamples(60, 1, (x, y) => (x * y > 0 ? 1 : 0));
    const all = Int32Array.from({ length: set.count }, (_, i) => i);
    const values = await set.read(all);
    const nll = async (weight: number) => {
      const network = modelNamed('mlp').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
      const training = { method: 'mixture-reg', steps: 150, batch: 20, parameters: { weight, subset: 60 } };
      await fit(network, { labelled: set, training, rng: new Rng(2) });
      const z = tf.tidy(() => network.trunk(tf.tensor2d(values, [60, 2]), { training: false }));
      const trunk = await z.data<'float32'>();
      const mixture = labelledMixture({ values: trunk, count: 60, size: network.trunkSize }, set.labels, {
        components: 2,
        floor: 1e-3,
      });
      const density = MixtureDensity.of(mixture);
      const value = tf.tidy(() => negativeLogPosterior(density, z, set.labels).dataSync()[0]!);
      density.dispose();
      z.dispose();
      network.dispose();
      return value;
    };
    expect(await nll(0.3)).toBeLessThan((await nll(0)) / 2);
  });
});

describe('the discriminator', () => {
  test('has z, posteriors and densities per dimension of z as input, bounded for a class without samples', () => {
    const known = labelledMixture(rows, [0, 0, 1, 1], { components: 3, floor: 1e-6 });
    const pair = { labelled: known, unlabelled: known };
    const view = new MixtureView(
      { trunkSize: 1, classes: 3 },
      { fit: () => Promise.resolve(pair), refit: 1, logarithms: 'per-feature' },
    );
    view.set(pair);
    const shown = tf.tidy(() => [...view.of(tf.tensor2d([1], [1, 1])).dataSync()]);
    const posteriors = [-Math.log(1 + Math.exp(-4)), -4 - Math.log(1 + Math.exp(-4)), -5];
    const density = Math.log(0.5 * (Math.exp(-0.5) + Math.exp(-4.5))) - Math.log(2 * Math.PI) / 2;
    const expected = [1, ...posteriors, ...posteriors, density, density];
    expect(shown).toHaveLength(view.size);
    expected.forEach((value, i) => expect(shown[i]).toBeCloseTo(value, 4));
    view.dispose();
  });

  test('has the logarithms as they are where it is told so: as many times those per feature as there are features', () => {
    const wide = { values: Float32Array.of(-1, 0, 1, 1, 3, 2, 5, 4), count: 4, size: 2 };
    const known = labelledMixture(wide, [0, 0, 1, 1], { components: 3, floor: 1e-6 });
    const pair = { labelled: known, unlabelled: known };
    const shownWith = (logarithms: 'per-feature' | 'plain') => {
      const view = new MixtureView(
        { trunkSize: 2, classes: 3 },
        { fit: () => Promise.resolve(pair), refit: 1, logarithms },
      );
      view.set(pair);
      const shown = tf.tidy(() => [...view.of(tf.tensor2d([1, 0.5], [1, 2])).dataSync()]);
      view.dispose();
      return shown;
    };
    const [perFeature, plain] = [shownWith('per-feature'), shownWith('plain')];
    expect(plain.slice(0, 2)).toEqual([1, 0.5]);
    plain.slice(2).forEach((value, i) => expect(value).toBeCloseTo(2 * perFeature[2 + i]!, 4));
    expect(plain[4], 'a class without a sample').toBe(-10);
  });

  test('has mixtures whose components belong to the same classes, fitted without unlabelled labels', async () => {
    const network = modelNamed('linear').build({ shape: [2], classes: 2, rng: new Rng(1), parameters: {} });
    const apart = (seed: number, count: number) => {
      const set = planeSamples(count, seed, (_x, _y, i) => i % 2);
      return { ...set, read: async (positions: ArrayLike<number>) => (await set.read(positions)).map((v, at) => (at % 2 ? v : v + (positions[at >> 1]! % 2 ? 4 : -4))) }; // prettier-ignore
    };
    const sets = { labelled: apart(1, 8), unlabelled: { ...apart(2, 400), labels: new Int32Array(400).fill(-1) } };
    const inputs = { network, ...sets, validation: noSamples, settings: trainingSettings(), queryBatchSize: 0 };
    const fitMixtures = mixturesOf({ ...inputs, rng: new Rng(3) }, { fit: 'exact', iterations: 10 }, silentControl);
    const { labelled, unlabelled } = await fitMixtures(0);
    for (const mixture of [labelled, unlabelled])
      expect([mixture.means[0]! < 0, mixture.means[2]! > 0]).toEqual([true, true]);
    expect(unlabelled.means[0]).toBeCloseTo(-4, 0);
    expect(unlabelled.variances[0]).toBeGreaterThan(0.8);
    network.dispose();
  });
});
