/**
 * The three measures of "Distribution aware active learning via Gaussian mixtures", section 3.5, of a whole pool:
 * I_like = ln p(z; ψ_U) − ln p(z; ψ_L) (Eq. 4), I_dis = D(z), I_ent = −Σ p ln p.
 */
import type { Draws } from '../../random/rng.ts';
import { batchMatched } from '../../algorithms/mixture/batch-averaging.ts';
import { fitted, logDensities } from '../../algorithms/mixture/em.ts';
import { labelledMixture } from '../../algorithms/mixture/labelled-mixture.ts';
import type { Mixture, Rows, Stream } from '../../algorithms/mixture/mixture.ts';
import { floorOf, MomentsSoFar } from '../../algorithms/mixture/initialisation.ts';
import type { Pacing } from '../../trainer/training-method.ts';
import { room } from './feature-points.ts';
import type { Learner } from '../contracts/strategy.ts';
import { trunkBatches } from './trunk-batches.ts';
import { entropyOf, mostProbable } from './uncertainty.ts';

/** Rows of a batch that gets a mixture by itself, in the paper's way. */
const BATCH = 1000;

export type Metric = 'like' | 'dis' | 'ent';

export interface PoolMetrics {
  trunk: Rows;
  /** By position in the pool. */
  predicted: Int32Array;
  values: Record<Metric, Float64Array>;
  mixtures?: Mixtures;
}

export interface Mixtures {
  labelled: Mixture;
  unlabelled: Mixture;
}

export interface MixtureChoice {
  method: 'exact' | 'batches';
  iterations: number;
}

/** @param wanted which measures; the others stay 0 */
export async function poolMetrics(
  learner: Learner,
  wanted: ReadonlySet<Metric>,
  choice: MixtureChoice,
  draws: Draws,
  pacing: Pacing,
): Promise<PoolMetrics> {
  const { network, pool } = learner;
  const trunk: Rows = { values: room(pool.count, network.trunkSize), count: pool.count, size: network.trunkSize };
  const predicted = new Int32Array(pool.count);
  const values = {
    like: new Float64Array(pool.count),
    dis: new Float64Array(pool.count),
    ent: new Float64Array(pool.count),
  };
  for await (const batch of trunkBatches(learner, pool, pacing)) {
    trunk.values.set(batch.trunk, batch.positions[0]! * trunk.size);
    batch.positions.forEach((position, i) => {
      predicted[position] = mostProbable(batch.probabilities, network.classes, i).label;
      if (wanted.has('ent')) values.ent[position] = entropyOf(batch.probabilities, network.classes, i);
      if (wanted.has('dis')) values.dis[position] = batch.critic![i]!;
    });
  }
  if (!wanted.has('like')) return { trunk, predicted, values };
  const mixtures = learner.leftovers?.mixtures ?? (await mixturesOf(learner, trunk, choice, draws, pacing));
  values.like.set(await likelihoodRatios(mixtures, trunk, pacing.gate));
  return { trunk, predicted, values, mixtures };
}

/** I_like of every row. */
export async function likelihoodRatios(
  { labelled, unlabelled }: Mixtures,
  rows: Rows,
  gate: () => Promise<void>,
): Promise<Float64Array> {
  const below = await logLikelihoods(labelled, rows, gate);
  return (await logLikelihoods(unlabelled, rows, gate)).map((value, i) => value - below[i]!);
}

/** ln p(z; ψ) of every row. */
export async function logLikelihoods(mixture: Mixture, rows: Rows, gate: () => Promise<void>): Promise<Float64Array> {
  const values = new Float64Array(rows.count);
  let done = 0;
  for await (const block of logDensities(() => [rows], mixture, gate)) {
    values.set(block, done);
    done += block.length;
  }
  return values;
}

/** ψ_L in closed form; ψ_U by EM that begins at ψ_L, so that a component keeps its class. Both have one variance floor. */
async function mixturesOf(
  learner: Learner,
  trunk: Rows,
  { method, iterations }: MixtureChoice,
  draws: Draws,
  pacing: Pacing,
): Promise<Mixtures> {
  const { network, labelled: samples } = learner;
  const rows: Rows = {
    values: new Float32Array(samples.count * trunk.size),
    count: samples.count,
    size: trunk.size,
  };
  const quiet: Pacing = { gate: pacing.gate, progress: () => undefined };
  for await (const batch of trunkBatches({ network }, samples, quiet))
    rows.values.set(batch.trunk, batch.positions[0]! * trunk.size);
  const moments = new MomentsSoFar();
  moments.add(trunk);
  const floor = floorOf(moments.take());
  const labelled = labelledMixture(rows, samples.labels, network.classes, floor);
  const options = { iterations, floor, draws, gate: pacing.gate };
  const unlabelled =
    method === 'exact'
      ? (await fitted(() => [trunk], labelled, options)).mixture
      : await batchMatched(batches(trunk), labelled, options);
  return { labelled, unlabelled };
}

const batches =
  ({ values, count, size }: Rows): Stream =>
  () =>
    Array.from({ length: Math.ceil(count / BATCH) }, (_, b) => {
      const to = Math.min(count, (b + 1) * BATCH);
      return { values: values.subarray(b * BATCH * size, to * size), count: to - b * BATCH, size };
    });
