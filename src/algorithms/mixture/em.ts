/**
 * Exact expectation–maximisation over a stream of batches (Eq. 1 and the M-step below it): the sufficient statistics of all
 * batches are summed before one M-step, so that the result equals EM on all data, in the memory of one batch. Products run on
 * the tensor backend; responsibilities and sums over batches have double precision.
 */
import type { Rng } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';
import { MixtureDensity, type LogJointBlock } from './mixture-density.ts';
import { emptyMixture, overallMoments, type Mixture, type FeatureRows, type RowStream } from './mixture.ts';
import { Reservoir } from './reservoir.ts';

export interface EmOptions {
  iterations: number;
  /** Least variance, in units of z². */
  floor: number;
  /** For the components that are reseeded. */
  rng: Rng;
  /** Awaited after each block of rows. */
  checkpoint(): Promise<void>;
}

export interface EmResult {
  mixture: Mixture;
  /** Mean ln p(z) of a row under the mixture at the beginning of each iteration. */
  logLikelihoods: number[];
}

/** A component with a smaller total responsibility, in rows, is empty. */
export const MIN_COMPONENT_ROWS = 0.5;
/**
 * ln γ below which a responsibility is taken as 0: it contributes less than 10⁻¹³ of a row, and multiplication with denormal
 * numbers is twenty times slower.
 */
const NEGLIGIBLE = -30;
/** Rows kept for reseeding. */
const RESEED_ROWS = 64;
/** Values of z on the device at a time. */
const BLOCK_VALUES = 1 << 20;

/** Rows of so many values that are on the device at a time. */
export const blockRows = (size: number): number => Math.max(1, Math.floor(BLOCK_VALUES / size));

/** @param start the initial mixture; components of weight 0 are seeded in the first iteration */
export async function fitMixture(stream: RowStream, start: Mixture, options: EmOptions): Promise<EmResult> {
  const logLikelihoods: number[] = [];
  let mixture = start;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const statistics = new SufficientStatistics(mixture, options.rng.child('seeds', iteration));
    const blocks = expectationBlocks(stream, mixture, { keepFactors: true, checkpoint: () => options.checkpoint() });
    for await (const block of blocks) await statistics.add(block);
    logLikelihoods.push(statistics.logLikelihood / Math.max(1, statistics.count));
    mixture = statistics.maximise(options.floor);
  }
  return { mixture, logLikelihoods };
}

/** ln p(z; ψ) of every row, in blocks, in the stream's order. */
export async function* logDensities(
  stream: RowStream,
  mixture: Mixture,
  checkpoint: () => Promise<void>,
): AsyncGenerator<Float64Array> {
  for await (const { rows, logJoint } of expectationBlocks(stream, mixture, { keepFactors: false, checkpoint }))
    yield Float64Array.from({ length: rows.count }, (_, i) => logSumExpRow(logJoint, i, mixture.components));
}

/** Mean ln p(z; ψ) of a row. */
export async function meanLogLikelihood(
  stream: RowStream,
  mixture: Mixture,
  checkpoint: () => Promise<void>,
): Promise<number> {
  let sum = 0;
  let count = 0;
  for await (const values of logDensities(stream, mixture, checkpoint)) {
    for (const value of values) sum += value;
    count += values.length;
  }
  return sum / Math.max(1, count);
}

interface ExpectationBlock extends LogJointBlock {
  rows: FeatureRows;
}

/** ln(π_k N(z | k)) of every row, in blocks. Tensors of a block are disposed before the next one. */
async function* expectationBlocks(
  stream: RowStream,
  mixture: Mixture,
  { keepFactors, checkpoint }: { keepFactors: boolean; checkpoint(): Promise<void> },
): AsyncGenerator<ExpectationBlock> {
  const density = MixtureDensity.of(mixture);
  let factors: tf.Tensor2D[] = [];
  try {
    for await (const { values, count, size } of stream()) {
      const step = blockRows(size);
      for (let from = 0; from < count; from += step) {
        const length = Math.min(step, count - from);
        const rows = { values: values.subarray(from * size, (from + length) * size), count: length, size };
        const { logJoint, ...kept } = await density.logJointBatch(rows, keepFactors);
        factors = kept.factors;
        yield { rows, logJoint, factors };
        tf.dispose(factors.splice(0));
        await checkpoint();
      }
    }
  } finally {
    tf.dispose(factors);
    density.dispose();
  }
}

/** ln Σ_k exp of row `i`. */
function logSumExpRow(logJoint: Float64Array, i: number, components: number): number {
  let max = -Infinity;
  for (let at = i * components; at < (i + 1) * components; at++) if (logJoint[at]! > max) max = logJoint[at]!;
  let sum = 0;
  for (let at = i * components; at < (i + 1) * components; at++) {
    const difference = logJoint[at]! - max;
    if (!(difference < NEGLIGIBLE)) sum += Math.exp(difference);
  }
  return max + Math.log(sum);
}

/** Sums of one E-step: Σγ, Σγx and Σγx² of every component, where x is z minus the mean of the previous mixture. */
class SufficientStatistics {
  count = 0;
  logLikelihood = 0;
  private readonly responsibilitySums: Float64Array;
  private readonly firstMoments: Float64Array;
  private readonly secondMoments: Float64Array;
  private readonly centre: Float64Array;
  private readonly variance: Float64Array;
  private readonly reservoir: Reservoir;

  constructor(
    private readonly previous: Mixture,
    rng: Rng,
  ) {
    const { components, size } = previous;
    const { mean, variance } = overallMoments(previous);
    this.centre = mean;
    this.variance = variance;
    this.responsibilitySums = new Float64Array(components);
    this.firstMoments = new Float64Array(components * size);
    this.secondMoments = new Float64Array(components * size);
    this.reservoir = new Reservoir(Math.max(RESEED_ROWS, components), rng);
  }

  async add({ rows, logJoint, factors }: ExpectationBlock): Promise<void> {
    const { components } = this.previous;
    const responsibilities = new Float32Array(rows.count * components);
    for (let i = 0; i < rows.count; i++) {
      const logDensity = logSumExpRow(logJoint, i, components);
      this.logLikelihood += logDensity;
      this.reservoir.add(rows, i, logDensity);
      for (let k = 0, at = i * components; k < components; k++, at++) {
        const logShare = logJoint[at]! - logDensity;
        if (logShare < NEGLIGIBLE) continue;
        const share = Math.exp(logShare);
        responsibilities[at] = share;
        this.responsibilitySums[k]! += share;
      }
    }
    this.count += rows.count;
    const products = tf.tidy(() => {
      const shares = tf.tensor2d(responsibilities, [rows.count, components]);
      return factors.map((factor) => tf.matMul(shares, factor, true, false));
    });
    const parts = await Promise.all(products.map((one) => one.data<'float32'>()));
    tf.dispose(products);
    [this.firstMoments, this.secondMoments].forEach((total, which) => {
      for (let at = 0; at < total.length; at++) total[at]! += parts[which]![at]!;
    });
  }

  /** The M-step. An empty component is reseeded at a row of low likelihood, with the variance of all rows. */
  maximise(floor: number): Mixture {
    const { components, size } = this.previous;
    const mixture = emptyMixture(components, size);
    const { weights, means, variances } = mixture;
    let seeds: Float32Array[] | undefined;
    for (let k = 0; k < components; k++) {
      const share = this.responsibilitySums[k]!;
      // Also where the share is not a number, because the learner has diverged.
      if (!(share >= MIN_COMPONENT_ROWS)) {
        seeds ??= this.reservoir.rows();
        weights[k] = 1 / this.count;
        means.set(seeds.length > 1 ? seeds.shift()! : seeds[0]!, k * size);
        for (let d = 0; d < size; d++) variances[k * size + d] = Math.max(this.variance[d]!, floor);
        continue;
      }
      weights[k] = share / this.count;
      for (let d = 0, at = k * size; d < size; d++, at++) {
        const shift = this.firstMoments[at]! / share;
        means[at] = this.centre[d]! + shift;
        variances[at] = Math.max(this.secondMoments[at]! / share - shift * shift, floor);
      }
    }
    const total = weights.reduce((a, b) => a + b, 0);
    for (let k = 0; k < components; k++) weights[k]! /= total;
    return mixture;
  }
}
