/** Projected components: moments computed by hand, of a known Gaussian, and responsibilities. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { emptyMixture } from '../../../src/algorithms/mixture/mixture.ts';
import { responsibilities, ProjectedComponents } from '../../../src/algorithms/mixture/projected-components.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import { rowsOf } from '../../support/cluster-data.ts';

beforeAll(() => chooseBackend('wasm'));

describe('a component on a plane', () => {
  test('has the weighted mean and covariance of all batches', () => {
    const spreads = new ProjectedComponents(2);
    spreads.add([0, 0, 4, 0], [1, 0, 0.5, 0.5]);
    spreads.add([4, 2], [0.5, 0.5]);
    const [first, second] = spreads.result();
    // weights 1, ½, ½ at (0,0), (4,0), (4,2): mean (2, ½); of x 16/2 − 4, of xy 4/2 − 1, of y 2/2 − ¼
    expect(first).toEqual({ component: 0, samples: 2, mean: [2, 0.5], covariance: [4, 1, 0.75] });
    // a half each at (4,0), (4,2)
    expect(second).toEqual({ component: 1, samples: 1, mean: [4, 1], covariance: [0, 0, 1] });
  });

  test('is the Gaussian that the points were drawn from, also far from the origin', () => {
    const rng = new Rng(5);
    const far = 1e6;
    // (u, u/2 + v): covariance [1, ½, ½, ¼ + 1]
    const places = Float64Array.from(
      Array.from({ length: 20_000 }, () => [rng.normal(), rng.normal()]).flatMap(([u, v]) => [
        far + u!,
        far + u! / 2 + v!,
      ]),
    );
    const spreads = new ProjectedComponents(1);
    spreads.add(places, new Float32Array(20_000).fill(1));
    const { mean, covariance } = spreads.result()[0]!;
    mean.forEach((one) => expect(Math.abs(one - far)).toBeLessThan(0.03));
    [1, 0.5, 1.25].forEach((one, at) => expect(Math.abs(covariance[at]! - one)).toBeLessThan(0.04));
  });

  test('is left out where its responsibilities sum to less than half a sample', () => {
    const spreads = new ProjectedComponents(3);
    spreads.add([1, 1], [0.6, 0.4, 0]);
    expect(spreads.result().map((one) => one.component)).toEqual([0]);
    expect(new ProjectedComponents(3).result()).toEqual([]);
  });
});

test('responsibilities are normalised weighted densities, and 0 for a class without a component', async () => {
  const mixture = emptyMixture(3, 1);
  mixture.weights.set([0.25, 0, 0.75]);
  mixture.means.set([0, 0, 2]);
  const shares = await responsibilities(mixture, rowsOf([[0], [1]]));
  // N(0|0,1)/N(0|2,1) = e²
  const first = (0.25 * Math.exp(2)) / (0.25 * Math.exp(2) + 0.75);
  [first, 0, 1 - first, 0.25, 0, 0.75].forEach((share, at) => expect(shares[at]).toBeCloseTo(share, 5));
});
