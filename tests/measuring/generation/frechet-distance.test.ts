/** The Fréchet distance against its closed form, against SciPy, and by its properties. */
import { describe, expect, test } from 'vitest';
import { frechetDistance } from '../../../src/measuring/generation/frechet-distance.ts';
import { GaussianFit, type Gaussian } from '../../../src/measuring/generation/gaussian-fit.ts';
import { Rng } from '../../../src/random/rng.ts';
import { mixedFeatures } from './congruential.ts';
import scipy from './scipy.json' with { type: 'json' };

const diagonal = (mean: number[], variances: number[]): Gaussian => {
  const covariance = new Float64Array(mean.length ** 2);
  variances.forEach((variance, d) => (covariance[d * mean.length + d] = variance));
  return { mean: Float64Array.from(mean), covariance };
};

const fitted = (features: ArrayLike<number>, size: number): Gaussian => {
  const fit = new GaussianFit(size);
  fit.add(features);
  return fit.gaussian();
};

const normals = (count: number, seed: number): Float64Array => {
  const rng = new Rng(seed);
  return Float64Array.from({ length: count }, () => rng.normal());
};

describe('by hand', () => {
  test('N(0, 1) and N(3, 4): 9 + 1 + 4 − 2 · 2', () => {
    expect(frechetDistance(diagonal([0], [1]), diagonal([3], [4]))).toBeCloseTo(10, 12);
  });

  test('diagonal (1, 4) and (4, 9), means (1, 2) apart: 5 + (1 − 2)² + (2 − 3)²', () => {
    expect(frechetDistance(diagonal([0, 0], [1, 4]), diagonal([1, 2], [4, 9]))).toBeCloseTo(7, 12);
  });

  test('mean and covariance of (0, 0), (2, 2), (4, 8): divided by n − 1', () => {
    const { mean, covariance } = fitted([0, 0, 2, 2, 4, 8], 2);
    expect([...mean]).toEqual([2, 10 / 3]);
    [4, 8, 8, 52 / 3].forEach((value, at) => expect(covariance[at]).toBeCloseTo(value, 12));
  });
});

/** Σ (√λ − √ν)² and the distance of Gaussians with variances λ and ν along the same axes, no coordinate axes, and means 0.5 apart. */
function alongSharedAxes(first: number[], second: number[]): { closed: number; distance: number } {
  const size = first.length;
  const rng = new Rng(3);
  const axes = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
  for (let k = 0; k < 5 * size; k++) {
    const [i, angle] = [k % size, rng.between(0, 6)];
    const j = (i + 1 + (k % (size - 1))) % size;
    for (const row of axes) {
      const [a, b] = [row[i]!, row[j]!];
      row[i] = Math.cos(angle) * a - Math.sin(angle) * b;
      row[j] = Math.sin(angle) * a + Math.cos(angle) * b;
    }
  }
  const rotated = (variances: number[], mean: number): Gaussian => ({
    mean: new Float64Array(size).fill(mean),
    covariance: Float64Array.from({ length: size * size }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return variances.reduce((sum, variance, k) => sum + variance * axes[i]![k]! * axes[j]![k]!, 0);
    }),
  });
  const roots = first.reduce((sum, variance, k) => sum + (Math.sqrt(variance) - Math.sqrt(second[k]!)) ** 2, 0);
  return { closed: size * 0.25 + roots, distance: frechetDistance(rotated(first, 0), rotated(second, 0.5)) };
}

test('of Gaussians whose covariances share their axes, to 1e-6 of it', () => {
  const rng = new Rng(5);
  const [first, second] = [0, 1].map(() => Array.from({ length: 12 }, () => 10 ** rng.between(-3, 3)));
  const { closed, distance } = alongSharedAxes(first!, second!);
  expect(Math.abs(distance / closed - 1)).toBeLessThan(1e-6);
});

test('directions without variance add nothing, to 1e-11 of the distance', () => {
  const variances = (value: number) => Array.from({ length: 60 }, (_, k) => (k < 3 ? value * (k + 1) : 0));
  const { closed, distance } = alongSharedAxes(variances(1000), variances(10));
  expect(Math.abs(distance / closed - 1)).toBeLessThan(1e-11);
});

test.each(scipy.distances)('as SciPy’s to 1e-4 of it: %o', ({ seed, rows, size, shift, distance }) => {
  const [first, second] = [mixedFeatures(seed, rows, size), mixedFeatures(seed + 10, rows + 50, size)];
  const moved = fitted(
    second.map((value) => value + shift),
    size,
  );
  expect(Math.abs(frechetDistance(fitted(first, size), moved) / distance - 1)).toBeLessThan(1e-4);
});

test.each([
  { rows: 300, size: 20 },
  { rows: 10, size: 20 },
])('a set is at distance 0 from itself: %o', ({ rows, size }) => {
  const own = fitted(normals(rows * size, 1), size);
  expect(frechetDistance(own, own)).toBeLessThan(1e-9);
});

test('it is symmetric, and a shift of one set changes it by the square of the shift', () => {
  const size = 5;
  const [a, b] = [normals(200 * size, 1), normals(90 * size, 2).map((value) => 3 * value)];
  const distance = frechetDistance(fitted(a, size), fitted(b, size));
  expect(frechetDistance(fitted(b, size), fitted(a, size))).toBeCloseTo(distance, 9);
  const centred = frechetDistance({ ...fitted(a, size), mean: fitted(b, size).mean }, fitted(b, size));
  const moved = { ...fitted(a, size), mean: fitted(b, size).mean.map((value, d) => value + (d === 2 ? 7 : 0)) };
  expect(frechetDistance(moved, fitted(b, size))).toBeCloseTo(centred + 49, 9);
});

test('features far from 0 lose no digits, and parts give the moments of the whole', () => {
  const size = 4;
  const values = normals(500 * size, 4);
  const whole = fitted(values, size);
  const fit = new GaussianFit(size);
  const far = values.map((value) => value + 1e6);
  for (let from = 0; from < far.length; from += 120) fit.add(far.subarray(from, from + 120));
  const { mean, covariance } = fit.gaussian();
  covariance.forEach((value, at) => expect(value).toBeCloseTo(whole.covariance[at]!, 8));
  mean.forEach((value, d) => expect(value - 1e6).toBeCloseTo(whole.mean[d]!, 8));
});

test('NaN for a single sample, and for features that are not finite', () => {
  const whole = fitted(normals(40, 1), 4);
  expect(frechetDistance(fitted([1, 2, 3, 4], 4), whole)).toBeNaN();
  expect(frechetDistance(fitted([1, 2, 3, 4, 5, NaN, 7, 8], 4), whole)).toBeNaN();
});
