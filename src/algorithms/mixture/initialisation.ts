/** Initial mixtures for unlabelled samples where no labelled mixture exists, and the floor of variances. */
import type { Rng } from '../../random/rng.ts';
import type { FeatureSource } from '../feature-source.ts';
import { emptyMixture, type Mixture, type FeatureRows, type RowStream } from './mixture.ts';
import { Reservoir } from './reservoir.ts';

export interface DiagonalMoments {
  count: number;
  mean: Float64Array;
  variance: Float64Array;
}

/** The default variance floor as a share of the latent space's mean variance. */
export const VARIANCE_FLOOR_SHARE = 0.01;
/** The floor where all features are equal. */
export const LEAST_VARIANCE_FLOOR = 1e-12;
/** Rows kept per component to draw the initial means from. */
const ROWS_PER_COMPONENT = 20;

/** Count, mean and variance of all rows, dimension by dimension, in one pass (Welford's update by batches, Chan et al. 1979). */
export class RunningMoments {
  private count = 0;
  private mean = new Float64Array(0);
  private squares = new Float64Array(0);

  add({ values, count, size }: FeatureRows): void {
    if (count === 0) return;
    const mean = new Float64Array(size);
    addRows(mean, values);
    for (let d = 0; d < size; d++) mean[d]! /= count;
    const squares = new Float64Array(size);
    addSquares(squares, values, mean);
    this.merge({ count, mean, squares });
  }

  /** All rows of a source: what `add` gives for them in one array, to the last bit, in two passes and the memory of a batch. */
  async addSource({ count, dimensions: size, ...source }: FeatureSource): Promise<void> {
    if (count === 0) return;
    const mean = new Float64Array(size);
    for await (const batch of source.batches()) addRows(mean, batch);
    for (let d = 0; d < size; d++) mean[d]! /= count;
    const squares = new Float64Array(size);
    for await (const batch of source.batches()) addSquares(squares, batch, mean);
    this.merge({ count, mean, squares });
  }

  private merge({ count, mean, squares }: { count: number; mean: Float64Array; squares: Float64Array }): void {
    const size = mean.length;
    if (this.count === 0) {
      this.mean = new Float64Array(size);
      this.squares = new Float64Array(size);
    }
    const total = this.count + count;
    for (let d = 0; d < size; d++) {
      const difference = mean[d]! - this.mean[d]!;
      this.squares[d]! += squares[d]! + (difference * difference * this.count * count) / total;
      this.mean[d]! += (difference * count) / total;
    }
    this.count = total;
  }

  result(): DiagonalMoments {
    const { count, mean, squares } = this;
    return { count, mean, variance: squares.map((sum) => sum / Math.max(1, count)) };
  }
}

/** Adds rows `[n, sums.length]`, in their order. */
function addRows(sums: Float64Array, values: Float32Array): void {
  const size = sums.length;
  for (let from = 0; from < values.length; from += size) for (let d = 0; d < size; d++) sums[d]! += values[from + d]!;
}

/** The same with the squares of their differences from the mean. */
function addSquares(sums: Float64Array, values: Float32Array, mean: Float64Array): void {
  const size = sums.length;
  for (let from = 0; from < values.length; from += size)
    for (let d = 0; d < size; d++) sums[d]! += (values[from + d]! - mean[d]!) ** 2;
}

/** A hundredth of the mean variance over all dimensions: small compared with active units, and positive for dead ones. */
export function varianceFloor({ variance }: Pick<DiagonalMoments, 'variance'>): number {
  const mean = variance.reduce((a, b) => a + b, 0) / Math.max(1, variance.length);
  return Math.max(VARIANCE_FLOOR_SHARE * mean, LEAST_VARIANCE_FLOOR);
}

/**
 * Means drawn from the rows in proportion to their squared distance from the means drawn before (k-means++), with each
 * dimension in units of its standard deviation; every component has the variance of all rows and equal weight.
 */
export async function seedMixture(
  stream: RowStream,
  components: number,
  options: { floor: number; rng: Rng; checkpoint(): Promise<void> },
): Promise<Mixture> {
  const moments = new RunningMoments();
  const reservoir = new Reservoir(Math.max(1000, ROWS_PER_COMPONENT * components), options.rng.child('reservoir'));
  for await (const rows of stream()) {
    moments.add(rows);
    for (let i = 0; i < rows.count; i++) reservoir.add(rows, i, 0);
    await options.checkpoint();
  }
  const { mean, variance } = moments.result();
  const sampledRows = reservoir.rows();
  const mixture = emptyMixture(components, mean.length);
  const precision = variance.map((one) => 1 / Math.max(one, options.floor));
  const rng = options.rng.child('means');
  const nearest = new Float64Array(sampledRows.length).fill(1);
  for (let k = 0; k < components; k++) {
    const row = sampledRows[sampleIndex(nearest, rng)]!;
    mixture.weights[k] = 1 / components;
    mixture.means.set(row, k * row.length);
    mixture.variances.set(
      variance.map((one) => Math.max(one, options.floor)),
      k * row.length,
    );
    sampledRows.forEach((other, i) => {
      let sum = 0;
      for (let d = 0; d < row.length; d++) sum += (other[d]! - row[d]!) ** 2 * precision[d]!;
      nearest[i] = k === 0 ? sum : Math.min(nearest[i]!, sum);
    });
    await options.checkpoint();
  }
  return mixture;
}

/** A position drawn in proportion to its weight; uniformly at random where all weights are 0 or one is not a number. */
function sampleIndex(weights: Float64Array, rng: Rng): number {
  const total = weights.reduce((a, b) => a + b, 0);
  if (!(total > 0 && total < Infinity)) return rng.integer(weights.length);
  let remaining = rng.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! <= 0) continue;
    last = i;
    remaining -= weights[i]!;
    if (remaining < 0) break;
  }
  return last;
}
