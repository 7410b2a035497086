/** Mixtures on the device: densities and their gradients, and the likelihood ratio of the query. */
import { beforeAll, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { MixtureDensity } from '../../../src/algorithms/mixture/mixture-density.ts';
import { fitMixture, meanLogLikelihood } from '../../../src/algorithms/mixture/em.ts';
import { labelledMixture } from '../../../src/algorithms/mixture/labelled-mixture.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { batches, clusterData, noPause, rowsOf } from '../../support/cluster-data.ts';

beforeAll(() => chooseBackend('wasm'));

const centres = [
  [0, 0, 1],
  [4, 1, -2],
  [1, 5, 0],
];
const { rows, labels } = clusterData(centres, 30, 1, 11);
const tensorOf = (one: typeof rows) => tf.tensor2d(one.values, [one.count, one.size]);
const oneHot = (of: Int32Array, classes: number) =>
  tf.tensor2d(Float32Array.from({ length: of.length * classes }, (_, at) => +(of[Math.floor(at / classes)] === at % classes)), [of.length, classes]); // prettier-ignore

test('log-posteriors equal Bayes’ rule in plain arithmetic', async () => {
  const mixture = labelledMixture(rows, labels, { components: 3, floor: 1e-3 });
  const density = MixtureDensity.of(mixture);
  const z = tensorOf(rows);
  const out = await density.logPosteriors(z).data();
  for (const i of [0, 1, 44, 89]) {
    const joint = [0, 1, 2].map((k) => {
      let p = mixture.weights[k]!;
      for (let d = 0; d < 3; d++) {
        const variance = mixture.variances[3 * k + d]!;
        p *= Math.exp((-0.5 * (rows.values[3 * i + d]! - mixture.means[3 * k + d]!) ** 2) / variance);
        p /= Math.sqrt(2 * Math.PI * variance);
      }
      return p;
    });
    const total = joint.reduce((a, b) => a + b);
    joint.forEach((p, k) => expect(out[3 * i + k]).toBeCloseTo(Math.log(p / total), 3));
  }
});

test('the closed form on the device equals the one in double precision', async () => {
  const z = tensorOf(rows);
  const here = MixtureDensity.of(labelledMixture(rows, labels, { components: 4, floor: 0.05 }));
  const there = MixtureDensity.ofLabelled(z, oneHot(labels, 4), 0.05);
  const [a, b] = await Promise.all([here.logJoint(z).data(), there.logJoint(z).data()]);
  a.forEach((value, at) => {
    if (at % 4 < 3) expect(b[at]).toBeCloseTo(value, 3);
    else expect(b[at]).toBeLessThan(-1e8); // the class without a sample
  });
  const posteriors = await there.logPosteriors(z).data();
  expect(posteriors.every(Number.isFinite)).toBe(true);
});

test('the gradient of a log-posterior points to its component, and equals finite differences', () => {
  const density = MixtureDensity.of(labelledMixture(rows, labels, { components: 4, floor: 1e-3 }));
  const loss = (z: tf.Tensor) => tf.neg(tf.sum(tf.slice(density.logPosteriors(z as tf.Tensor2D), [0, 1], [1, 1])));
  const at = [2, 1, 0];
  const gradient = tf
    .grad(loss)(tf.tensor2d([at]))
    .dataSync();
  at.forEach((_, d) => {
    const moved = (by: number) => loss(tf.tensor2d([at.map((one, e) => one + (e === d ? by : 0))])).dataSync()[0]!;
    expect(gradient[d]).toBeCloseTo((moved(0.01) - moved(-0.01)) / 0.02, 2);
  });
  expect(gradient[0]).toBeLessThan(0); // the component lies at (4, 1, −2)
  expect(gradient[2]).toBeGreaterThan(0);
});

test('the likelihood ratio is high on a planted unlabelled group and low on labelled ones', async () => {
  const planted = clusterData([...centres, [-6, -6, 4]], 40, 1, 12);
  const labelled = labelledMixture(rows, labels, { components: 4, floor: 0.05 });
  const stream = batches(planted.rows, 50);
  const { mixture: unlabelled } = await fitMixture(stream, labelled, {
    iterations: 10,
    floor: 0.05,
    rng: new Rng(1),
    checkpoint: noPause,
  });
  const ratio = async (place: number[]) => {
    const one = () => [rowsOf([place])];
    return (await meanLogLikelihood(one, unlabelled, noPause)) - (await meanLogLikelihood(one, labelled, noPause));
  };
  const familiar = await Promise.all(centres.map(ratio));
  expect(await ratio([-6, -6, 4])).toBeGreaterThan(Math.max(...familiar) + 20);
  for (const one of familiar) expect(Math.abs(one)).toBeLessThan(2);
});
