/**
 * Mean and covariance of streamed features in double precision, for the Fréchet distance. All values are shifted by the first
 * sample, which avoids cancellation.
 */

export interface Gaussian {
  /** `[size]`. */
  mean: Float64Array;
  /** `[size, size]`, symmetric. */
  covariance: Float64Array;
}

export class GaussianFit {
  private count = 0;
  private shift: Float64Array | undefined;
  private readonly sums: Float64Array;
  /** Lower half of Σ (x − shift)(x − shift)ᵀ. */
  private readonly products: Float64Array;

  /** @param size features per sample */
  constructor(private readonly size: number) {
    this.sums = new Float64Array(size);
    this.products = new Float64Array(size * size);
  }

  /** @param features `[n, size]` row-major */
  add(features: ArrayLike<number>): void {
    const { size, sums, products } = this;
    const centred = new Float64Array(size);
    for (let from = 0; from < features.length; from += size) {
      this.shift ??= Float64Array.from({ length: size }, (_, d) => features[d]!);
      for (let d = 0; d < size; d++) sums[d]! += centred[d] = features[from + d]! - this.shift[d]!;
      for (let i = 0; i < size; i++) {
        const value = centred[i]!;
        if (value === 0) continue; // features behind a ReLU are often 0
        const row = i * size;
        for (let j = 0; j <= i; j++) products[row + j]! += value * centred[j]!;
      }
      this.count++;
    }
  }

  /** Sample mean and covariance (divided by n − 1); NaN for fewer than two samples. */
  gaussian(): Gaussian {
    const { size, count, sums, products } = this;
    const mean = sums.map((sum, d) => sum / count + (this.shift?.[d] ?? NaN));
    const covariance = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        const value = count < 2 ? NaN : (products[i * size + j]! - (sums[i]! * sums[j]!) / count) / (count - 1);
        covariance[i * size + j] = covariance[j * size + i] = value;
      }
    return { mean, covariance };
  }
}
