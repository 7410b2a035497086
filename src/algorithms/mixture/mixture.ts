/**
 * A mixture of Gaussians with diagonal covariances: ψ = (π, µ, σ²) of "Distribution aware active learning via Gaussian
 * mixtures", section 3.2 (its "isotropic" mixture has diagonal covariances, as its M-step shows). One component per class; a
 * class without samples has weight 0, that is, no component.
 */

/** Points of the latent space. */
export interface FeatureRows {
  /** `[count, size]`. */
  values: Float32Array;
  count: number;
  size: number;
}

/** Rows in batches, for data larger than memory; every call gives the same batches in the same order. */
export type RowStream = () => AsyncIterable<FeatureRows> | Iterable<FeatureRows>;

export interface Mixture {
  /** K. */
  components: number;
  /** Dimensions of the latent space. */
  size: number;
  /** π `[K]`, with sum 1; 0 for a class without a component. */
  weights: Float64Array;
  /** µ `[K, size]`. */
  means: Float64Array;
  /** σ² `[K, size]`, positive. */
  variances: Float64Array;
}

export const emptyMixture = (components: number, size: number): Mixture => ({
  components,
  size,
  weights: new Float64Array(components),
  means: new Float64Array(components * size),
  variances: new Float64Array(components * size).fill(1),
});

/** Mean and variance of the whole mixture, per dimension. */
export function overallMoments({ components, size, weights, means, variances }: Mixture): {
  mean: Float64Array;
  variance: Float64Array;
} {
  const mean = new Float64Array(size);
  const variance = new Float64Array(size);
  for (let k = 0; k < components; k++) for (let d = 0; d < size; d++) mean[d]! += weights[k]! * means[k * size + d]!;
  for (let k = 0; k < components; k++)
    for (let d = 0; d < size; d++) {
      const difference = means[k * size + d]! - mean[d]!;
      variance[d]! += weights[k]! * (variances[k * size + d]! + difference * difference);
    }
  return { mean, variance };
}

/** The components in another order: component k of the result is component `order[k]`. */
export function reorderComponents(mixture: Mixture, order: ArrayLike<number>): Mixture {
  const { components, size } = mixture;
  const result = emptyMixture(components, size);
  for (let k = 0; k < components; k++) {
    const from = order[k]! * size;
    result.weights[k] = mixture.weights[order[k]!]!;
    result.means.set(mixture.means.subarray(from, from + size), k * size);
    result.variances.set(mixture.variances.subarray(from, from + size), k * size);
  }
  return result;
}

/** One Gaussian of a mixture. */
export interface MixtureComponent {
  mixture: Mixture;
  /** 0 … K − 1. */
  k: number;
}

/**
 * Bhattacharyya distance between two components of mixtures of one space (Eq. 2), Σ = (Σ₁ + Σ₂)/2:
 * ⅛ (µ₁ − µ₂)ᵀ Σ⁻¹ (µ₁ − µ₂) + ½ ln(det Σ / √(det Σ₁ det Σ₂)). Determinants are computed as sums of logarithms,
 * because products exceed the range of floating point at a few hundred dimensions.
 */
export function bhattacharyyaDistance(first: MixtureComponent, second: MixtureComponent): number {
  const { mixture: a, k: i } = first;
  const { mixture: b, k: j } = second;
  const { size } = a;
  let mahalanobis = 0;
  let logDeterminants = 0;
  for (let p = i * size, q = j * size; p < (i + 1) * size; p++, q++) {
    const middle = (a.variances[p]! + b.variances[q]!) / 2;
    const difference = a.means[p]! - b.means[q]!;
    mahalanobis += (difference * difference) / middle;
    logDeterminants += Math.log(middle) - (Math.log(a.variances[p]!) + Math.log(b.variances[q]!)) / 2;
  }
  return mahalanobis / 8 + logDeterminants / 2;
}
