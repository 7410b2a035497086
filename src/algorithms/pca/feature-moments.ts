/**
 * Means and second moments of streamed features: products in single precision on the tensor backend for a thousand samples
 * each, summed in double precision. All values are shifted by the mean of the first samples, which avoids cancellation.
 */
import * as tf from '../../tensor/tf.ts';
import { chunks, requireFinite, type Chunk, type FeatureSource } from '../feature-source.ts';

/** Samples per product, whose sums have single precision. */
const ROWS = 1024;

export interface FeatureMoments {
  mean: Float64Array;
  /** Sum of the features' variances. */
  variance: number;
}

/** @returns also the covariance `[dimensions, dimensions]`, divided by the count */
export async function covarianceOf(
  source: FeatureSource,
  checkpoint: () => Promise<void>,
): Promise<FeatureMoments & { covariance: Float64Array }> {
  const { dimensions: size, count } = source;
  const covariance = new Float64Array(size * size);
  const sums = await accumulateCentred(source, undefined, checkpoint, async (rows) => {
    const product = tf.tidy(() => {
      const x = tf.tensor2d(rows.values, [rows.count, size]);
      return tf.matMul(x, x, true, false);
    });
    const values = await product.data<'float32'>();
    product.dispose();
    for (let i = 0; i < covariance.length; i++) covariance[i]! += values[i]!;
  });
  const { shift, off: meanOffset } = sums;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      covariance[i * size + j] = covariance[i * size + j]! / count - meanOffset[i]! * meanOffset[j]!;
  const mean = meanOffset.map((value, d) => shift[d]! + value);
  let variance = 0;
  for (let d = 0; d < size; d++) variance += covariance[d * size + d]!;
  return { mean, variance, covariance };
}

/**
 * The covariance applied to vectors, in one pass and without building the matrix: Σ (x − µ)(x − µ)ᵀ v / n.
 * @param shift subtracted from the features; the first samples' mean if absent
 */
export async function covarianceTimes(
  source: FeatureSource,
  vectors: readonly Float64Array[],
  shift: Float32Array | undefined,
  checkpoint: () => Promise<void>,
): Promise<FeatureMoments & { images: Float64Array[] }> {
  const { dimensions: size, count } = source;
  const total = new Float64Array(size * vectors.length);
  const right = new Float32Array(vectors.length * size);
  for (const [v, vector] of vectors.entries()) right.set(vector, v * size);
  const vectorTensor = tf.tensor2d(right, [vectors.length, size]);
  try {
    const {
      off: meanOffset,
      squares,
      ...sums
    } = await accumulateCentred(source, shift, checkpoint, async (rows) => {
      const product = tf.tidy(() => {
        const x = tf.tensor2d(rows.values, [rows.count, size]);
        return tf.matMul(tf.matMul(vectorTensor, x, false, true), x);
      });
      const values = await product.data<'float32'>();
      product.dispose();
      for (let i = 0; i < total.length; i++) total[i]! += values[i]!;
    });
    const images = vectors.map((vector, v) => {
      let along = 0;
      for (let d = 0; d < size; d++) along += meanOffset[d]! * vector[d]!;
      return Float64Array.from({ length: size }, (_, d) => total[v * size + d]! / count - meanOffset[d]! * along);
    });
    let variance = squares / count;
    for (const value of meanOffset) variance -= value * value;
    return { mean: meanOffset.map((value, d) => sums.shift[d]! + value), variance, images };
  } finally {
    vectorTensor.dispose();
  }
}

/** Passes all samples minus the shift to a function, and returns the offset of their mean from the shift. */
async function accumulateCentred(
  source: FeatureSource,
  givenShift: Float32Array | undefined,
  checkpoint: () => Promise<void>,
  onRows: (rows: Chunk) => Promise<void>,
): Promise<{ shift: Float32Array; off: Float64Array; squares: number }> {
  const { dimensions: size, count } = source;
  const meanOffset = new Float64Array(size);
  let squares = 0;
  let shift = givenShift;
  const centred = new Float32Array(Math.min(ROWS, count) * size);
  for await (const chunk of chunks(source, ROWS)) {
    shift ??= meanOf(chunk);
    const values = centred.subarray(0, chunk.values.length);
    for (let i = 0, at = 0; i < chunk.count; i++)
      for (let d = 0; d < size; d++, at++) {
        const value = chunk.values[at]! - shift[d]!;
        values[at] = value;
        meanOffset[d]! += value;
        squares += value * value;
      }
    requireFinite(squares);
    await onRows({ ...chunk, values });
    await checkpoint();
  }
  for (let d = 0; d < size; d++) meanOffset[d]! /= count;
  return { shift: shift!, off: meanOffset, squares };
}

function meanOf({ values, count, size }: Chunk): Float32Array {
  const sums = new Float64Array(size);
  for (let i = 0; i < count; i++) for (let d = 0; d < size; d++) sums[d]! += values[i * size + d]!;
  return Float32Array.from(sums, (sum) => sum / count);
}
