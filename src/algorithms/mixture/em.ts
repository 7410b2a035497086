/**
 * Expectation–maximisation over a stream of batches (Eq. 1 and the M-step below it), exact: all batches' sufficient
 * statistics are summed before the one M-step, so that the result is that of the whole set at once, in the memory of
 * one batch. Products run on the tensor backend; responsibilities and the sums over batches are kept in double precision.
 */
import type { Draws } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';
import { Density, type Expected } from './mixture-density.ts';
import { emptyMixture, overall, type Mixture, type Rows, type Stream } from './mixture.ts';
import { Reservoir } from './reservoir.ts';

export interface EmOptions {
  iterations: number;
  /** Least variance, in units of z². */
  floor: number;
  /** For the components that must be seeded again. */
  draws: Draws;
  /** Awaited after each block of rows. */
  gate(): Promise<void>;
}

export interface Fitted {
  mixture: Mixture;
  /** Mean ln p(z) of a row under the mixture with which each iteration began. */
  logLikelihoods: number[];
}

/** A component that answers for less than this many rows is empty, and has no place of its own. */
export const EMPTY = 0.5;
/**
 * ln γ from which on a responsibility is taken as 0: what it would add is a ten-million-millionth of a row, and the
 * processor multiplies with denormal numbers, which the smallest of them are, twenty times more slowly.
 */
const NEGLIGIBLE = -30;
/** Rows kept for seeding again. */
const KEPT = 64;
/** Values of z on the device at a time. */
const BLOCK_VALUES = 1 << 20;

/** @param start where to begin; components of weight 0 are seeded in the first iteration */
export async function fitted(stream: Stream, start: Mixture, options: EmOptions): Promise<Fitted> {
  const logLikelihoods: number[] = [];
  let mixture = start;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const sums = new Sums(mixture, options.draws.child('seeds', iteration));
    for await (const block of expected(stream, mixture, true, options.gate)) await sums.add(block);
    logLikelihoods.push(sums.logLikelihood / Math.max(1, sums.count));
    mixture = sums.maximised(options.floor);
  }
  return { mixture, logLikelihoods };
}

/** ln p(z; ψ) of every row, block after block in the stream's order. */
export async function* logDensities(
  stream: Stream,
  mixture: Mixture,
  gate: () => Promise<void>,
): AsyncGenerator<Float64Array> {
  for await (const { rows, logJoint } of expected(stream, mixture, false, gate))
    yield Float64Array.from({ length: rows.count }, (_, i) => logSum(logJoint, i, mixture.components));
}

/** Mean ln p(z; ψ) of a row. */
export async function meanLogLikelihood(stream: Stream, mixture: Mixture, gate: () => Promise<void>): Promise<number> {
  let sum = 0;
  let count = 0;
  for await (const values of logDensities(stream, mixture, gate)) {
    for (const value of values) sum += value;
    count += values.length;
  }
  return sum / Math.max(1, count);
}

interface Block extends Expected {
  rows: Rows;
}

/** Every row's ln(π_k N(z | k)), block after block. What is kept on the device is freed before the next one. */
async function* expected(
  stream: Stream,
  mixture: Mixture,
  keep: boolean,
  gate: () => Promise<void>,
): AsyncGenerator<Block> {
  const density = Density.of(mixture);
  let factors: tf.Tensor2D[] = [];
  try {
    for await (const { values, count, size } of stream()) {
      const most = Math.max(1, Math.floor(BLOCK_VALUES / size));
      for (let from = 0; from < count; from += most) {
        const length = Math.min(most, count - from);
        const rows = { values: values.subarray(from * size, (from + length) * size), count: length, size };
        const { logJoint, ...kept } = await density.logJointOf(rows, keep);
        factors = kept.factors;
        yield { rows, logJoint, factors };
        tf.dispose(factors.splice(0));
        await gate();
      }
    }
  } finally {
    tf.dispose(factors);
    density.dispose();
  }
}

/** ln Σ_k exp of row `i`. */
function logSum(logJoint: Float64Array, i: number, components: number): number {
  let most = -Infinity;
  for (let at = i * components; at < (i + 1) * components; at++) if (logJoint[at]! > most) most = logJoint[at]!;
  let sum = 0;
  for (let at = i * components; at < (i + 1) * components; at++) {
    const apart = logJoint[at]! - most;
    if (!(apart < NEGLIGIBLE)) sum += Math.exp(apart);
  }
  return most + Math.log(sum);
}

/** One E-step's sums: Σγ, Σγx and Σγx² of every component, x being z less the mean of the mixture before. */
class Sums {
  count = 0;
  logLikelihood = 0;
  private readonly shares: Float64Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private readonly centre: Float64Array;
  private readonly spread: Float64Array;
  private readonly reservoir: Reservoir;

  constructor(
    private readonly before: Mixture,
    draws: Draws,
  ) {
    const { components, size } = before;
    const { mean, variance } = overall(before);
    this.centre = mean;
    this.spread = variance;
    this.shares = new Float64Array(components);
    this.first = new Float64Array(components * size);
    this.second = new Float64Array(components * size);
    this.reservoir = new Reservoir(Math.max(KEPT, components), draws);
  }

  async add({ rows, logJoint, factors }: Block): Promise<void> {
    const { components } = this.before;
    const responsibilities = new Float32Array(rows.count * components);
    for (let i = 0; i < rows.count; i++) {
      const logDensity = logSum(logJoint, i, components);
      this.logLikelihood += logDensity;
      this.reservoir.offer(rows, i, logDensity);
      for (let k = 0, at = i * components; k < components; k++, at++) {
        const logShare = logJoint[at]! - logDensity;
        if (logShare < NEGLIGIBLE) continue;
        const share = Math.exp(logShare);
        responsibilities[at] = share;
        this.shares[k]! += share;
      }
    }
    this.count += rows.count;
    const products = tf.tidy(() => {
      const shares = tf.tensor2d(responsibilities, [rows.count, components]);
      return factors.map((factor) => tf.matMul(shares, factor, true, false));
    });
    const parts = await Promise.all(products.map((one) => one.data<'float32'>()));
    tf.dispose(products);
    [this.first, this.second].forEach((total, which) => {
      for (let at = 0; at < total.length; at++) total[at]! += parts[which]![at]!;
    });
  }

  /** The M-step. An empty component begins anew at a row that the mixture explains badly, as wide as the whole. */
  maximised(floor: number): Mixture {
    const { components, size } = this.before;
    const mixture = emptyMixture(components, size);
    const { weights, means, variances } = mixture;
    let seeds: Float32Array[] | undefined;
    for (let k = 0; k < components; k++) {
      const share = this.shares[k]!;
      // so too where the share is no number: the learner has gone astray
      if (!(share >= EMPTY)) {
        seeds ??= this.reservoir.rows();
        weights[k] = 1 / this.count;
        means.set(seeds.length > 1 ? seeds.shift()! : seeds[0]!, k * size);
        for (let d = 0; d < size; d++) variances[k * size + d] = Math.max(this.spread[d]!, floor);
        continue;
      }
      weights[k] = share / this.count;
      for (let d = 0, at = k * size; d < size; d++, at++) {
        const shift = this.first[at]! / share;
        means[at] = this.centre[d]! + shift;
        variances[at] = Math.max(this.second[at]! / share - shift * shift, floor);
      }
    }
    const total = weights.reduce((a, b) => a + b, 0);
    for (let k = 0; k < components; k++) weights[k]! /= total;
    return mixture;
  }
}
