/** Fitting mixtures: against an independent implementation, guarantees of EM, and edge cases. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { fitBatchAveraged, matchComponents } from '../../../src/algorithms/mixture/batch-averaging.ts';
import { fitMixture, logDensities, meanLogLikelihood, type EmOptions } from '../../../src/algorithms/mixture/em.ts';
import { labelledMixture } from '../../../src/algorithms/mixture/labelled-mixture.ts';
import {
  bhattacharyyaDistance,
  emptyMixture,
  reorderComponents,
  type Mixture,
  type RowStream,
} from '../../../src/algorithms/mixture/mixture.ts';
import { varianceFloor, RunningMoments, seedMixture } from '../../../src/algorithms/mixture/initialisation.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import { leaksOf } from '../../../src/tensor/memory-leaks.ts';
import { batches, clusterData, noPause, rowsOf } from '../../support/cluster-data.ts';
import recorded from './scikit-learn.json' with { type: 'json' };

beforeAll(() => chooseBackend('wasm'));

const options = (more: Partial<EmOptions> = {}): EmOptions => ({
  iterations: 10,
  floor: 1e-9,
  rng: new Rng(1),
  checkpoint: noPause,
  ...more,
});

function startAt(means: number[][]): Mixture {
  const mixture = emptyMixture(means.length, means[0]!.length);
  mixture.weights.fill(1 / means.length);
  mixture.means.set(means.flat());
  return mixture;
}

describe('exact EM', () => {
  test('equals scikit-learn from the same start, iteration by iteration', async () => {
    const stream = batches(rowsOf(recorded.rows), 80);
    const { mixture, logLikelihoods } = await fitMixture(stream, startAt(recorded.rows.slice(0, 3)), options());
    const last = await meanLogLikelihood(stream, mixture, noPause);
    [...logLikelihoods, last].forEach((value, i) => expect(value).toBeCloseTo(recorded.logLikelihoods[i]!, 4));
    recorded.weights.forEach((value, k) => expect(mixture.weights[k]).toBeCloseTo(value, 4));
    recorded.means.flat().forEach((value, at) => expect(mixture.means[at]).toBeCloseTo(value, 3));
    recorded.variances.flat().forEach((value, at) => expect(mixture.variances[at]).toBeCloseTo(value, 3));
  });

  test('does not depend on the division into batches', async () => {
    const rows = rowsOf(recorded.rows);
    const start = startAt(recorded.rows.slice(0, 3));
    const whole = await fitMixture(batches(rows, 80), start, options());
    const parts = await fitMixture(batches(rows, 13), start, options());
    whole.mixture.means.forEach((value, at) => expect(parts.mixture.means[at]).toBeCloseTo(value, 4));
    expect(parts.logLikelihoods.at(-1)).toBeCloseTo(whole.logLikelihoods.at(-1)!, 5);
  });

  test('never decreases the likelihood', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const centres = [0, 1, 2, 3].map((k) => [3 * (k % 2), 2 * (k >> 1), k]);
      const stream = batches(clusterData(centres, 60, 1, seed).rows, 100);
      const start = await seedMixture(stream, 4, { floor: 1e-6, rng: new Rng(seed), checkpoint: noPause });
      const { logLikelihoods } = await fitMixture(stream, start, options({ iterations: 25 }));
      for (let i = 1; i < logLikelihoods.length; i++)
        expect(logLikelihoods[i]! - logLikelihoods[i - 1]!).toBeGreaterThan(-1e-5);
      expect(logLikelihoods.at(-1)! - logLikelihoods[0]!).toBeGreaterThan(0.1);
    }
  });

  test('a tight group far from the origin keeps its variance', async () => {
    // squares of 1000 in single precision have steps of 0.06, a thousand times this variance
    const { rows } = clusterData([[1000, -1000]], 500, 0.01, 2);
    const start = labelledMixture(rows, new Int32Array(500), { components: 1, floor: 1e-9 });
    const { mixture } = await fitMixture(batches(rows, 500), start, options({ iterations: 3 }));
    for (const at of [0, 1]) expect(mixture.variances[at]! / start.variances[at]!).toBeCloseTo(1, 2);
  });

  test('an empty component is reseeded at a row of low likelihood, reproducibly', async () => {
    const centres = [
      [0, 0],
      [40, 0],
      [0, 40],
    ];
    const stream = batches(clusterData(centres, 50, 1, 5).rows, 64);
    const start = startAt([
      [0, 0],
      [40, 0],
      [9000, 9000],
    ]);
    start.weights.set([0.5, 0.5, 0]);
    const run = () => fitMixture(stream, start, options({ iterations: 20 }));
    const { mixture } = await run();
    expect(mixture.means[4]).toBeCloseTo(0, 0);
    expect(mixture.means[5]).toBeCloseTo(40, 0);
    for (const weight of mixture.weights) expect(weight).toBeCloseTo(1 / 3, 2);
    expect((await run()).mixture).toEqual(mixture);
  });

  test('variances keep their floor where points coincide', async () => {
    const stream = batches(rowsOf([...Array<number[]>(20).fill([1, 2]), ...Array<number[]>(20).fill([5, 2])]), 16);
    const { mixture } = await fitMixture(
      stream,
      startAt([
        [0, 2],
        [6, 2],
      ]),
      options({ floor: 0.01 }),
    );
    for (const variance of mixture.variances) expect(variance).toBe(0.01);
    expect([...mixture.means].map((one) => Math.round(one * 1e4) / 1e4)).toEqual([1, 2, 5, 2]);
  });

  test('stays finite in 512 dimensions with a hundred components and far outliers; one batch at a time is in memory', async () => {
    const size = 512;
    const rng = new Rng(9);
    const centres = Float32Array.from({ length: 100 * size }, () => 2 * rng.normal());
    let alive = 0;
    let most = 0;
    // drawn anew in each pass, as from a store: nobody holds all rows
    const stream: RowStream = async function* () {
      const noise = new Rng(4);
      for (let batch = 0; batch < 3; batch++) {
        most = Math.max(most, ++alive);
        const values = Float32Array.from({ length: 400 * size }, (_, at) => {
          const group = Math.floor(at / size) % 100;
          return centres[group * size + (at % size)]! + (noise.uniform() - 0.5) * 2;
        });
        if (batch === 1) values.fill(1e4, 0, size);
        await Promise.resolve();
        yield { values, count: 400, size };
        alive--;
      }
    };
    const start = emptyMixture(100, size);
    start.weights.fill(0.01);
    start.means.set(centres.map((one) => one + 0.5));
    const { mixture, logLikelihoods } = await fitMixture(stream, start, options({ iterations: 2, floor: 1e-3 }));
    expect(most).toBe(1);
    expect(logLikelihoods.every(Number.isFinite)).toBe(true);
    expect([mixture.weights, mixture.means, mixture.variances].every((part) => part.every(Number.isFinite))).toBe(true);
    expect(mixture.means[5 * size + 7]).toBeCloseTo(centres[5 * size + 7]!, 0);
  });

  test('leaks no tensor, also in an interrupted pass', async () => {
    const { rows } = clusterData([[0], [9]], 40, 1, 1);
    const leaks = await leaksOf(async () => {
      await fitMixture(batches(rows, 16), startAt([[0], [9]]), options());
      const stop = () => Promise.reject(new Error('stopped'));
      await expect(fitMixture(batches(rows, 16), startAt([[0], [9]]), options({ checkpoint: stop }))).rejects.toThrow(
        'stopped',
      );
      for await (const values of logDensities(batches(rows, 16), startAt([[0], [9]]), noPause)) {
        expect(values.length).toBe(16);
        break;
      }
    });
    expect(leaks).toEqual({ tensors: 0, data: 0 });
  });
});

describe('the paper’s batch-and-match average', () => {
  const centres = [
    [0, 0],
    [30, 0],
    [0, 30],
    [30, 30],
  ];

  test('the assignment undoes a known permutation of the components', async () => {
    const { rows, labels } = clusterData(centres, 30, 1, 3);
    const first = labelledMixture(rows, labels, { components: 4, floor: 1e-6 });
    const order = [2, 0, 3, 1];
    const back = matchComponents(first, reorderComponents(first, order));
    expect(reorderComponents(reorderComponents(first, order), back)).toEqual(first);
  });

  test('batches with components in any order average to the groups', async () => {
    const stream = batches(clusterData(centres, 200, 1, 8).rows, 100);
    const mixture = await fitBatchAveraged(stream, { components: 4 }, options({ rng: new Rng(2) }));
    const found = [0, 1, 2, 3].map((k) => [...mixture.means.slice(2 * k, 2 * k + 2)].map((one) => Math.round(one)));
    expect(found.map(String).sort()).toEqual(centres.map(String).sort());
    for (const variance of mixture.variances) expect(variance).toBeCloseTo(1, 0);
    expect(mixture.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  test('with one batch it equals exact EM', async () => {
    const { rows } = clusterData(centres, 40, 1, 4);
    const start = startAt(centres);
    const average = await fitBatchAveraged(batches(rows, 160), start, options());
    const exact = await fitMixture(batches(rows, 160), start, options());
    exact.mixture.means.forEach((value, at) => expect(average.means[at]).toBeCloseTo(value, 9));
  });
});

describe('labelled samples', () => {
  test('have the mean, variance and share of each class; two hand-worked classes', () => {
    const mixture = labelledMixture(
      rowsOf([
        [1, 0],
        [3, 4],
        [10, 10],
        [5, 2],
      ]),
      [0, 0, 2, 0],
      { components: 3, floor: 0.25 },
    );
    expect([...mixture.weights]).toEqual([0.75, 0, 0.25]);
    expect([...mixture.means.slice(0, 2)]).toEqual([3, 2]);
    expect(mixture.variances[0]).toBeCloseTo(8 / 3, 12);
    expect(mixture.variances[1]).toBeCloseTo(8 / 3, 12);
  });

  test('a class with a single sample gets the floor, a class without any has no component', async () => {
    const mixture = labelledMixture(
      rowsOf([
        [1, 0],
        [3, 4],
        [10, 10],
      ]),
      [0, 0, 2],
      { components: 3, floor: 0.25 },
    );
    expect([...mixture.variances.slice(4)]).toEqual([0.25, 0.25]);
    expect(mixture.weights[1]).toBe(0);
    const value = await meanLogLikelihood(() => [rowsOf([[10, 10]])], mixture, noPause);
    expect(value).toBeCloseTo(Math.log(1 / 3) - Math.log(2 * Math.PI * 0.25), 4);
  });
});

test('the Bhattacharyya distance of two hand-worked Gaussians, and none of one to itself', () => {
  const mixture = startAt([
    [0, 0],
    [2, 0],
  ]);
  mixture.variances.set([1, 1, 3, 1]);
  // (2²/2)/8 + ½ ln(2 / √3)
  expect(bhattacharyyaDistance({ mixture, k: 0 }, { mixture, k: 1 })).toBeCloseTo(
    0.25 + 0.5 * Math.log(2 / Math.sqrt(3)),
    12,
  );
  expect(bhattacharyyaDistance({ mixture, k: 1 }, { mixture, k: 1 })).toBe(0);
});

test('moments of a stream equal those of the whole, and the floor follows the scale of the latent space', () => {
  const { rows } = clusterData([[5, 0, 0]], 101, 2, 6);
  const one = new RunningMoments();
  one.add(rows);
  const parts = new RunningMoments();
  for (const batch of batches(rows, 7)() as Iterable<typeof rows>) parts.add(batch);
  parts.result().variance.forEach((value, d) => expect(value).toBeCloseTo(one.result().variance[d]!, 9));
  expect(varianceFloor(one.result())).toBeCloseTo(0.04, 2);
  expect(varianceFloor({ variance: new Float64Array(3) })).toBeGreaterThan(0);
});
