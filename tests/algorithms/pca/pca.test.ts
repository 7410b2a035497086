/** Principal components against references in double precision: Jacobi rotations of the covariance, or of the Gram matrix. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import type { FeatureSource } from '../../../src/algorithms/feature-source.ts';
import { principalComponents, PcaProjector, type Pca } from '../../../src/algorithms/pca/pca.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { jacobi } from '../../support/jacobi.ts';

beforeAll(async () => void (await chooseBackend('wasm')));
afterAll(() => expect(tf.memory().numTensors).toBe(0));

const checkpoint = () => Promise.resolve();
const components = (source: FeatureSource, wanted: number): Promise<Pca> =>
  principalComponents(source, { components: wanted, rng: new Rng(3, 'pca'), checkpoint });

/** Normal samples around `centre` whose variances are given, turned by reflections so that no axis is a feature. */
function cloud(count: number, variances: number[], centre = 0, seed = 1): Float32Array {
  const rng = new Rng(seed);
  const size = variances.length;
  const mirrors = [0, 1, 2].map(() => {
    const v = Float64Array.from({ length: size }, () => rng.normal());
    const norm = Math.hypot(...v);
    return v.map((value) => value / norm);
  });
  const values = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const row = Float64Array.from(variances, (variance) => Math.sqrt(variance) * rng.normal());
    for (const mirror of mirrors) {
      const along = 2 * row.reduce((sum, value, d) => sum + value * mirror[d]!, 0);
      for (let d = 0; d < size; d++) row[d]! -= along * mirror[d]!;
    }
    for (let d = 0; d < size; d++) values[i * size + d] = centre + row[d]!;
  }
  return values;
}

/** In batches of uneven length, all in one buffer. */
function source(values: Float32Array, size: number, batch = 77): FeatureSource {
  return {
    count: values.length / size,
    dimensions: size,
    *batches() {
      const buffer = new Float32Array(batch * size);
      for (let at = 0; at < values.length; at += batch * size) {
        const part = values.subarray(at, at + batch * size);
        buffer.set(part);
        yield buffer.subarray(0, part.length);
      }
    },
  };
}

/** The first principal axes by double sums and Jacobi rotations, over features or over samples, whichever are fewer. */
function reference(values: Float32Array, size: number, wanted: number) {
  const count = values.length / size;
  const mean = Float64Array.from({ length: size }, (_, d) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[i * size + d]!;
    return sum / count;
  });
  const x = Float64Array.from(values, (value, at) => value - mean[at % size]!);
  const few = Math.min(count, size);
  const at = count < size ? (i: number, k: number) => x[i * size + k]! : (i: number, k: number) => x[k * size + i]!;
  const products = Array.from({ length: few }, (_, i) =>
    Array.from({ length: few }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < Math.max(count, size); k++) sum += at(i, k) * at(j, k);
      return sum / count;
    }),
  );
  const found = jacobi(products);
  const axes = found.vectors.slice(0, wanted).map((vector) => {
    if (count >= size) return vector;
    const axis = Array.from({ length: size }, (_, d) => vector.reduce((sum, v, i) => sum + v * x[i * size + d]!, 0));
    const norm = Math.hypot(...axis);
    return axis.map((value) => value / norm);
  });
  return { mean, values: found.values, axes };
}

/** Sine of the greatest principal angle between the components and the axes, by what of each component lies outside. */
function apart({ axes, size, components }: Pca, known: number[][]): number {
  const outside = Array.from({ length: components }, (_, c) => {
    const rest = Array.from(axes.subarray(c * size, (c + 1) * size));
    for (const axis of known) {
      const along = axis.reduce((sum, value, d) => sum + value * rest[d]!, 0);
      for (let d = 0; d < size; d++) rest[d]! -= along * axis[d]!;
    }
    return rest;
  });
  const gram = outside.map((a) => outside.map((b) => a.reduce((sum, value, d) => sum + value * b[d]!, 0)));
  return Math.sqrt(Math.max(0, jacobi(gram).values[0]!));
}

const gapped = (size: number, first: number[], rest: number): number[] => [
  ...first,
  ...Array.from({ length: size - first.length }, (_, i) => rest * (1 - 1e-4 * i)),
];

describe('the subspace equals that of double precision', () => {
  test.each([
    ['with a gap, nearly equal variances beyond it', 3000, gapped(60, [10, 9, 8, 7, 6], 1), 0, 5],
    [
      'with two variances of nearly the same size on this side of the gap',
      3000,
      gapped(40, [10, 9.99, 9.98, 4], 1),
      0,
      4,
    ],
    ['with features a thousand spreads away from zero', 3000, gapped(30, [9, 8, 7, 6, 5], 1), 1000, 5],
    ['with variances that fall over six decades', 3000, Array.from({ length: 30 }, (_, i) => 10 ** (-i / 5)), 5, 12],
    ['with fewer samples than features', 90, gapped(300, [90, 80, 70, 60, 50], 1), 1, 5],
    ['with so many features that the covariance is not built', 70, gapped(4100, [30000, 20000, 10000], 1), 3, 3],
  ])('%s', async (_, count, variances, centre, wanted) => {
    const size = variances.length;
    const values = cloud(count, variances, centre);
    const pca = await components(source(values, size), wanted);
    const known = reference(values, size, wanted);
    expect(apart(pca, known.axes)).toBeLessThan(1e-3);
    for (let c = 0; c < wanted; c++) expect(pca.variances[c]! / known.values[c]!).toBeCloseTo(1, 4);
    for (let d = 0; d < size; d++) expect(Math.abs(pca.mean[d]! - known.mean[d]!)).toBeLessThan(1e-5 * (1 + centre));
    const total = known.values.reduce((sum, value) => sum + value, 0);
    expect(pca.variance / total).toBeCloseTo(1, 4);
  });
});

test('without a spectral gap, three passes retain 99.9% of the variance of the best axes', async () => {
  const values = cloud(
    100,
    Array.from({ length: 4100 }, (_, i) => 100 / (1 + i)),
  );
  const pca = await components(source(values, 4100), 10);
  const best = reference(values, 4100, 0).values.slice(0, 10);
  const kept = pca.variances.reduce((sum, value) => sum + value, 0) / best.reduce((sum, value) => sum + value, 0);
  expect(kept).toBeGreaterThan(0.999);
  expect(kept).toBeLessThan(1.00001);
});

test('axes are orthonormal with a positive greatest entry, and reproducible', async () => {
  const values = cloud(500, gapped(40, [9, 5], 1));
  const pca = await components(source(values, 40), 40);
  for (let a = 0; a < 40; a++) {
    const axis = pca.axes.subarray(a * 40, (a + 1) * 40);
    expect(Math.max(...axis)).toBe(Math.max(...axis.map(Math.abs)));
    for (let b = 0; b <= a; b++) {
      const dot = axis.reduce((sum, value, d) => sum + value * pca.axes[b * 40 + d]!, 0);
      expect(dot).toBeCloseTo(a === b ? 1 : 0, 9);
    }
  }
  expect(await components(source(values, 40, 31), 40)).toEqual(pca);
});

test('projected samples are centred, uncorrelated and have the components’ variances; all components keep distances', async () => {
  const values = cloud(400, gapped(12, [9, 4], 1), 7);
  const pca = await components(source(values, 12), 12);
  const projector = new PcaProjector(structuredClone(pca));
  const rows = await projector.project(values);
  projector.dispose();
  for (let a = 0; a < 12; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < 400; i++) sum += rows[i * 12 + a]! * rows[i * 12 + b]!;
      expect(sum / 400).toBeCloseTo(a === b ? pca.variances[a]! : 0, 4);
    }
  const distance = (x: Float32Array, i: number, j: number) =>
    Math.hypot(...Array.from({ length: 12 }, (_, d) => x[i * 12 + d]! - x[j * 12 + d]!));
  for (let i = 1; i < 50; i++) expect(distance(rows, 0, i)).toBeCloseTo(distance(values, 0, i), 4);
});

test('constant features, fewer features than components, and a single sample have components', async () => {
  const flat = await components(source(new Float32Array(50 * 3).fill(2), 3), 50);
  expect(flat.components).toBe(3);
  expect([...flat.mean]).toEqual([2, 2, 2]);
  expect([...flat.variances]).toEqual([0, 0, 0]);
  expect((await components(source(Float32Array.of(1, 2), 2), 1)).variance).toBe(0);
});

test('features that are not finite, and empty sources, are refused with a message', async () => {
  const bad = Float32Array.of(1, 2, NaN, 4);
  await expect(components(source(bad, 2), 1)).rejects.toThrow(Problem);
  await expect(components(source(new Float32Array(0), 2), 1)).rejects.toThrow(/no principal components/);
  await expect(components({ ...source(Float32Array.of(1, 2, 3, 4), 2), count: 3 }, 1)).rejects.toThrow(
    /2 samples where 3/,
  );
});
