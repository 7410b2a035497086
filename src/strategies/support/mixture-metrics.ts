/**
 * The three measures of "Distribution aware active learning via Gaussian mixtures", section 3.5, of a whole pool:
 * I_like = ln p(z; ψ_U) − ln p(z; ψ_L) (Eq. 4), I_dis = D(z), I_ent = −Σ p ln p.
 */
import type { Rng } from '../../random/rng.ts';
import { fitBatchAveraged } from '../../algorithms/mixture/batch-averaging.ts';
import { fitMixture, logDensities } from '../../algorithms/mixture/em.ts';
import { labelledMixture } from '../../algorithms/mixture/labelled-mixture.ts';
import type { Mixture, FeatureRows, RowStream } from '../../algorithms/mixture/mixture.ts';
import { varianceFloor, RunningMoments } from '../../algorithms/mixture/initialisation.ts';
import type { Control } from '../../trainer/control.ts';
import { allocateFeatures } from './feature-points.ts';
import type { FittedLearner } from '../contracts/strategy.ts';
import { trunkBatches } from './trunk-batches.ts';
import { entropyOf, mostProbable } from './uncertainty.ts';

/** Rows of a batch that gets a mixture by itself, in the paper's way. */
const BATCH_ROWS = 1000;

export type MixtureMetric = 'like' | 'dis' | 'ent';

export interface PoolMetrics {
  trunk: FeatureRows;
  /** By position in the pool. */
  predicted: Int32Array;
  values: Record<MixtureMetric, Float64Array>;
  mixtures?: QueryMixtures;
}

export interface QueryMixtures {
  labelled: Mixture;
  unlabelled: Mixture;
}

export interface MetricFitOptions {
  method: 'exact' | 'batches';
  iterations: number;
}

/** @param metrics which measures; the others stay 0 */
export async function poolMetrics(
  learner: FittedLearner,
  metrics: ReadonlySet<MixtureMetric>,
  options: MetricFitOptions,
  rng: Rng,
  control: Control,
): Promise<PoolMetrics> {
  const { network, pool } = learner;
  const trunk: FeatureRows = {
    values: allocateFeatures(pool.count, network.trunkSize),
    count: pool.count,
    size: network.trunkSize,
  };
  const predicted = new Int32Array(pool.count);
  const values = {
    like: new Float64Array(pool.count),
    dis: new Float64Array(pool.count),
    ent: new Float64Array(pool.count),
  };
  for await (const batch of trunkBatches(learner, pool, control)) {
    trunk.values.set(batch.trunk, batch.positions[0]! * trunk.size);
    batch.positions.forEach((position, i) => {
      predicted[position] = mostProbable(batch.probabilities, network.classes, i).label;
      if (metrics.has('ent')) values.ent[position] = entropyOf(batch.probabilities, network.classes, i);
      if (metrics.has('dis')) values.dis[position] = batch.critic![i]!;
    });
  }
  if (!metrics.has('like')) return { trunk, predicted, values };
  const mixtures = learner.artifacts?.mixtures ?? (await fitMixtures(learner, trunk, options, rng, control));
  values.like.set(await likelihoodRatios(mixtures, trunk, control.checkpoint));
  return { trunk, predicted, values, mixtures };
}

/** I_like of every row. */
export async function likelihoodRatios(
  { labelled, unlabelled }: QueryMixtures,
  rows: FeatureRows,
  checkpoint: () => Promise<void>,
): Promise<Float64Array> {
  const labelledValues = await logLikelihoods(labelled, rows, checkpoint);
  return (await logLikelihoods(unlabelled, rows, checkpoint)).map((value, i) => value - labelledValues[i]!);
}

/** ln p(z; ψ) of every row. */
export async function logLikelihoods(
  mixture: Mixture,
  rows: FeatureRows,
  checkpoint: () => Promise<void>,
): Promise<Float64Array> {
  const values = new Float64Array(rows.count);
  let done = 0;
  for await (const block of logDensities(() => [rows], mixture, checkpoint)) {
    values.set(block, done);
    done += block.length;
  }
  return values;
}

/** ψ_L in closed form; ψ_U by EM that begins at ψ_L, so that a component keeps its class. Both have one variance floor. */
async function fitMixtures(
  learner: FittedLearner,
  trunk: FeatureRows,
  { method, iterations }: MetricFitOptions,
  rng: Rng,
  control: Control,
): Promise<QueryMixtures> {
  const { network, labelled: samples } = learner;
  const rows: FeatureRows = {
    values: new Float32Array(samples.count * trunk.size),
    count: samples.count,
    size: trunk.size,
  };
  const quiet: Control = { checkpoint: control.checkpoint, progress: () => undefined };
  for await (const batch of trunkBatches({ network }, samples, quiet))
    rows.values.set(batch.trunk, batch.positions[0]! * trunk.size);
  const moments = new RunningMoments();
  moments.add(trunk);
  const floor = varianceFloor(moments.result());
  const labelled = labelledMixture(rows, samples.labels, { components: network.classes, floor });
  const options = { iterations, floor, rng, checkpoint: control.checkpoint };
  const unlabelled =
    method === 'exact'
      ? (await fitMixture(() => [trunk], labelled, options)).mixture
      : await fitBatchAveraged(rowBatches(trunk), labelled, options);
  return { labelled, unlabelled };
}

const rowBatches =
  ({ values, count, size }: FeatureRows): RowStream =>
  () =>
    Array.from({ length: Math.ceil(count / BATCH_ROWS) }, (_, b) => {
      const to = Math.min(count, (b + 1) * BATCH_ROWS);
      return { values: values.subarray(b * BATCH_ROWS * size, to * size), count: to - b * BATCH_ROWS, size };
    });
