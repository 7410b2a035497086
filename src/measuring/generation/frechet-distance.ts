/**
 * The Fréchet distance of two Gaussians: |µ₁ − µ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½) (Dowson and Landau 1982). Of the features of real
 * and of generated samples it is the Fréchet inception distance of Heusel et al. 2017, Eq. 6. In double precision.
 */
import { symmetricEigen } from '../../algorithms/pca/symmetric-eigen.ts';
import { generatorMeasureInfo } from '../../protocol/measure-info.ts';
import type { Gaussian } from './gaussian-fit.ts';
import type { GeneratorMeasure } from './generator-measure.ts';

export const fid: GeneratorMeasure = {
  about: generatorMeasureInfo({
    name: 'fid',
    label: 'FID',
    unit: '',
    better: 'less',
    description:
      'Fréchet distance between the features of generated samples and those of the real samples of the pool, both as Gaussians: |µ₁ − µ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½) (Heusel et al. 2017). The features are those of the embedding classifier, not of Inception: only runs with the same embedding can be compared. Fewer samples give greater distances.',
  }),
  measure: ({ generated, real }) => frechetDistance(generated.all, real.all),
  perClass: ({ generated, real }) =>
    generated.perClass.map((one, label) => frechetDistance(one, real.perClass[label]!)),
};

/** @returns 0 or more, in squared units of the features; NaN where a value is not finite */
export function frechetDistance(first: Gaussian, second: Gaussian): number {
  const size = first.mean.length;
  let distance = -2 * traceOfProductRoot(first.covariance, second.covariance, size);
  for (let d = 0; d < size; d++) {
    distance += (first.mean[d]! - second.mean[d]!) ** 2;
    distance += first.covariance[d * size + d]! + second.covariance[d * size + d]!;
  }
  return distance > 0 || Number.isNaN(distance) ? distance : 0; // rounding
}

/**
 * tr((Σ₁ Σ₂)^½): the sum of the square roots of the eigenvalues of Λ^½ Vᵀ Σ₂ V Λ^½, where Σ₁ = V Λ Vᵀ, which are those of Σ₁ Σ₂.
 * Eigenvalues that rounding cannot tell from 0 count as 0, so that covariances of fewer samples than features add no noise: its
 * root would be far greater than itself.
 */
function traceOfProductRoot(first: Float64Array, second: Float64Array, size: number): number {
  if (![...first, ...second].every(Number.isFinite)) return NaN;
  const { values, vectors } = symmetricEigen(first.slice(), size);
  const rank = aboveRounding(values, size).length;
  const scaled = new Float64Array(rank * size); // rows √λ v
  for (let i = 0; i < rank; i++)
    for (let d = 0; d < size; d++) scaled[i * size + d] = Math.sqrt(values[i]!) * vectors[i * size + d]!;
  const product = congruent(scaled, second, rank);
  return aboveRounding(symmetricEigen(product, rank).values, size).reduce((sum, value) => sum + Math.sqrt(value), 0);
}

/** Of descending eigenvalues those that exceed the rounding of the greatest. */
const aboveRounding = (values: Float64Array, size: number): Float64Array =>
  values.filter((value) => value > size * Number.EPSILON * values[0]!);

/** Rows R `[rank, size]` and symmetric A `[size, size]` → R A Rᵀ `[rank, rank]`. */
function congruent(rows: Float64Array, matrix: Float64Array, rank: number): Float64Array {
  const size = rank && rows.length / rank;
  const out = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) {
    const image = new Float64Array(size); // row i of R A
    for (let k = 0; k < size; k++) {
      const factor = rows[i * size + k]!;
      for (let d = 0, at = k * size; d < size; d++, at++) image[d]! += factor * matrix[at]!;
    }
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let d = 0, at = j * size; d < size; d++, at++) sum += image[d]! * rows[at]!;
      out[i * rank + j] = out[j * rank + i] = sum;
    }
  }
  return out;
}
