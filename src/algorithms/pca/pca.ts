/**
 * Principal components of streamed features: ASAL's F_PCA(x) = PCA(F(x) − µ) (section 3.2), 50 components by default. Up to
 * four thousand features, one pass gives the covariance, whose eigenvectors are computed in double precision; for more
 * features, three passes of a randomised block Krylov method give the leading components.
 */
import type { Rng } from '../../random/rng.ts';
import { Problem } from '../../protocol/problem.ts';
import * as tf from '../../tensor/tf.ts';
import { rowsWithin, type FeatureSource } from '../feature-source.ts';
import { greatestEigenpairs, type LinearOperator, type RitzPairs } from './krylov.ts';
import { covarianceOf, covarianceTimes, type FeatureMoments } from './feature-moments.ts';
import { symmetricEigen, type Eigendecomposition } from './symmetric-eigen.ts';

/** Plain arrays, stored as they are. */
export interface Pca {
  /** Number of features. */
  size: number;
  components: number;
  /** µ `[size]`. */
  mean: Float64Array;
  /** `[components, size]`: orthonormal rows, each with its largest entry positive. */
  axes: Float64Array;
  /** Variance of the samples along each axis (divided by their number), in descending order. */
  variances: Float64Array;
  /** Total variance. */
  variance: number;
}

export interface PcaOptions {
  components: number;
  rng: Rng;
  /** Awaited after each block of work. */
  checkpoint(): Promise<void>;
}

/** Features up to which the covariance is built: 128 MiB. */
const MAX_COVARIANCE_SIZE = 4096;
/** Vectors per application of the covariance. */
const BLOCK = 8;
/** Passes over the source where the covariance is not built, and vectors in addition to the components. */
const PASSES = 3;
const OVERSAMPLING = 30;
/** Values of a block of features on the device. */
const BLOCK_VALUES = 1 << 20;

/** Number of passes over the source for so many features. */
export const passesFor = (dimensions: number): number => (dimensions > MAX_COVARIANCE_SIZE ? PASSES : 1);

/**
 * @param source at least one sample
 * @returns the requested number of components, at most the number of features
 * @throws Problem `unfit` where there is no sample, or a feature is not a finite number
 */
export async function principalComponents(source: FeatureSource, options: PcaOptions): Promise<Pca> {
  if (source.count < 1)
    throw new Problem('unfit', 'Without samples there are no principal components.', 'Choose a larger pool.');
  const size = source.dimensions;
  const components = Math.min(options.components, size);
  const { moments, ritz } = await (size > MAX_COVARIANCE_SIZE ? fromStream : fromCovariance)(
    source,
    components,
    options,
  );
  const axes = new Float64Array(components * size);
  for (const [c, vector] of ritz.vectors.entries()) axes.set(normaliseSign(vector), c * size);
  const variances = ritz.values.map((value) => Math.max(0, value));
  return { size, components, mean: moments.mean, axes, variances, variance: moments.variance };
}

interface Decomposition {
  moments: FeatureMoments;
  ritz: RitzPairs;
}

async function fromCovariance(
  source: FeatureSource,
  componentCount: number,
  { rng, checkpoint }: PcaOptions,
): Promise<Decomposition> {
  const { covariance, ...moments } = await covarianceOf(source, checkpoint);
  const size = source.dimensions;
  if (componentCount > size / 4)
    return { moments, ritz: leadingPairs(symmetricEigen(covariance, size), componentCount, size) };
  const apply: LinearOperator = async (vectors) => {
    const images = multiplySymmetric(covariance, size, vectors);
    await checkpoint();
    return images;
  };
  return {
    moments,
    ritz: await greatestEigenpairs(apply, { size, count: componentCount, block: BLOCK, maxVectors: size, rng }),
  };
}

function leadingPairs({ values, vectors }: Eigendecomposition, componentCount: number, size: number): RitzPairs {
  return {
    values: values.slice(0, componentCount),
    vectors: Array.from({ length: componentCount }, (_, i) => vectors.subarray(i * size, (i + 1) * size)),
  };
}

async function fromStream(
  source: FeatureSource,
  componentCount: number,
  { rng, checkpoint }: PcaOptions,
): Promise<Decomposition> {
  const size = source.dimensions;
  const block = Math.min(size, componentCount + OVERSAMPLING);
  let moments: FeatureMoments | undefined;
  const apply: LinearOperator = async (vectors) => {
    const { images, ...rest } = await covarianceTimes(
      source,
      vectors,
      moments && Float32Array.from(moments.mean),
      checkpoint,
    );
    moments ??= rest;
    return images;
  };
  const ritz = await greatestEigenpairs(apply, { size, count: componentCount, block, maxVectors: PASSES * block, rng });
  return { moments: moments!, ritz };
}

/** A symmetric matrix times vectors, four at a time, so that each entry is read once for four vectors. */
function multiplySymmetric(matrix: Float64Array, size: number, vectors: readonly Float64Array[]): Float64Array[] {
  const images = vectors.map(() => new Float64Array(size));
  const four = new Float64Array(4 * size);
  for (let first = 0; first < vectors.length; first += 4) {
    const group = vectors.slice(first, first + 4);
    for (const [v, vector] of group.entries()) for (let j = 0; j < size; j++) four[4 * j + v] = vector[j]!;
    for (let i = 0; i < size; i++) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let j = i * size, at = 0; at < four.length; j++, at += 4) {
        const value = matrix[j]!;
        a += value * four[at]!;
        b += value * four[at + 1]!;
        c += value * four[at + 2]!;
        d += value * four[at + 3]!;
      }
      for (const [v, sum] of [a, b, c, d].slice(0, group.length).entries()) images[first + v]![i] = sum;
    }
  }
  return images;
}

/** Chooses the sign of an axis: its entry of largest magnitude, the first of equals, is positive. */
function normaliseSign(vector: Float64Array): Float64Array {
  let farthest = 0;
  for (let i = 1; i < vector.length; i++) if (Math.abs(vector[i]!) > Math.abs(vector[farthest]!)) farthest = i;
  return vector[farthest]! < 0 ? vector.map((value) => -value) : vector;
}

/** Coordinates of features along the components, on the tensor backend. */
export class PcaProjector {
  readonly size: number;
  readonly components: number;
  private readonly mean: Float64Array;
  private readonly axes: tf.Tensor2D;

  constructor({ size, components, mean, axes }: Pca) {
    this.size = size;
    this.components = components;
    this.mean = mean;
    this.axes = tf.tensor2d(Float32Array.from(axes), [components, size]);
  }

  /**
   * @param batch `[any, size]` row-major
   * @returns `[any, components]`
   */
  async project(batch: Float32Array): Promise<Float32Array> {
    const { size, components, mean } = this;
    const count = batch.length / size;
    const projected = new Float32Array(count * components);
    const most = rowsWithin(BLOCK_VALUES, size);
    for (let from = 0; from < count; from += most) {
      const rows = Math.min(most, count - from);
      const centred = new Float32Array(rows * size);
      for (let i = 0, at = from * size; i < centred.length; i++, at++) centred[i] = batch[at]! - mean[i % size]!;
      const product = tf.tidy(() => tf.matMul(tf.tensor2d(centred, [rows, size]), this.axes, false, true));
      projected.set(await product.data<'float32'>(), from * components);
      product.dispose();
    }
    return projected;
  }

  dispose(): void {
    this.axes.dispose();
  }
}
