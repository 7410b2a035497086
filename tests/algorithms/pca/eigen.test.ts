/** Eigenvectors against closed forms and against Jacobi rotations. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { greatestEigenpairs, type LinearOperator } from '../../../src/algorithms/pca/krylov.ts';
import { symmetricEigen } from '../../../src/algorithms/pca/symmetric-eigen.ts';
import { jacobi } from '../../support/jacobi.ts';

test('a chain of springs has the eigenvalues 2 − 2 cos(πk / (n + 1))', () => {
  const n = 50;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = 2;
    if (i > 0) matrix[i * n + i - 1] = -1;
  }
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let i = 0; i < n; i++) {
    const k = n - i;
    expect(values[i]).toBeCloseTo(2 - 2 * Math.cos((Math.PI * k) / (n + 1)), 12);
    const sine = Array.from({ length: n }, (_, j) => Math.sin((Math.PI * k * (j + 1)) / (n + 1)));
    const dot = sine.reduce((sum, value, j) => sum + value * vectors[i * n + j]!, 0);
    expect(Math.abs(dot)).toBeCloseTo(Math.sqrt((n + 1) / 2), 10);
  }
});

test('a symmetric matrix is reconstructed from its orthonormal vectors; its values equal Jacobi’s', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 12 })
        .chain((n) =>
          fc.tuple(
            fc.constant(n),
            fc.array(fc.constantFrom(-2, -1, 0, 0, 0, 1, 1e-9, 3), { minLength: n * n, maxLength: n * n }),
          ),
        ),
      ([n, entries]) => {
        const at = (i: number, j: number): number => entries[Math.max(i, j) * n + Math.min(i, j)]!;
        const { values, vectors } = symmetricEigen(Float64Array.from(entries), n);
        const known = jacobi(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => at(i, j))));
        for (let i = 0; i < n; i++) {
          expect(values[i]).toBeCloseTo(known.values[i]!, 10);
          for (let j = 0; j < n; j++) {
            let [again, dot] = [0, 0];
            for (let k = 0; k < n; k++) {
              again += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!;
              dot += vectors[i * n + k]! * vectors[j * n + k]!;
            }
            expect(again).toBeCloseTo(at(i, j), 10);
            expect(dot).toBeCloseTo(i === j ? 1 : 0, 10);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

/** Diagonal in the basis of the features: its eigenvectors are known. */
const stretch =
  (by: number[]): LinearOperator =>
  (vectors) =>
    Promise.resolve(vectors.map((vector) => vector.map((value, i) => value * by[i]!)));

test.each([
  ['far apart', Array.from({ length: 160 }, (_, i) => 0.9 ** i)],
  ['close together', Array.from({ length: 160 }, (_, i) => 2 - i / 1000)],
  ['many times the same', Array.from({ length: 160 }, (_, i) => (i < 6 ? 3 : i < 100 ? 2 : 0))],
  ['all the same', Array.from({ length: 160 }, () => 1)],
  ['zero but for two', Array.from({ length: 160 }, (_, i) => (i < 2 ? 1 : 0))],
])('narrow blocks find the greatest of values that are %s', async (_, values) => {
  const options = { size: 160, count: 10, block: 8, maxVectors: 160, rng: new Rng(2) };
  const found = await greatestEigenpairs(stretch(values), options);
  for (const [i, vector] of found.vectors.entries()) {
    expect(found.values[i]).toBeCloseTo(values[i]!, 10);
    const [image] = await stretch(values)([vector]);
    expect(Math.hypot(...image!.map((value, j) => value - found.values[i]! * vector[j]!))).toBeLessThan(1e-8);
  }
});
