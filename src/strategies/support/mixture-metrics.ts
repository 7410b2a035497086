/**
 * The three metrics of "Distribution aware active learning via Gaussian mixtures", section 3.5, for a whole pool:
 * I_like = ln p(z; ψ_U) − ln p(z; ψ_L) (Eq. 4), I_dis = D(z), I_ent = −Σ p ln p.
 */
import type { Rng } from '../../random/rng.ts';
import { allocateRows, chunks, inMemorySource, type FeatureSource } from '../../algorithms/feature-source.ts';
import { blockRows, logDensities } from '../../algorithms/mixture/em.ts';
import { fitMixturePair, type MixtureFitOptions, type MixturePair } from '../../algorithms/mixture/mixture-pair.ts';
import type { Mixture, FeatureRows } from '../../algorithms/mixture/mixture.ts';
import type { StrategyContext } from '../contracts/strategy.ts';
import { entropyOf, mostProbable } from './uncertainty.ts';

export type MixtureMetric = 'like' | 'dis' | 'ent';

export interface PoolMetrics {
  /** Trunk features of the pool; computed again at each pass where they are too many for the memory. */
  trunk: FeatureSource;
  /** Most probable class by position in the pool. */
  predicted: Int32Array;
  /** By position in the pool; those that are not enabled are 0. */
  values: Record<MixtureMetric, Float64Array>;
  /** Where I_like is enabled. */
  mixtures?: MixturePair;
}

export interface MetricOptions extends MixtureFitOptions {
  enabled: ReadonlySet<MixtureMetric>;
  /** Of the mixtures' fit. */
  rng: Rng;
}

/**
 * From one pass over the pool, or, where its features are too many for the memory, one more for the mixtures' densities and several for
 * their fit; to the last bit the same. Mixtures are the training's, or are fitted to the learner's features.
 */
export async function poolMetrics(context: StrategyContext, options: MetricOptions): Promise<PoolMetrics> {
  const { poolSize, classes, learner } = context;
  const { enabled } = options;
  const size = learner.network.trunkSize;
  const kept = allocateRows(poolSize, size);
  const predicted = new Int32Array(poolSize);
  const values = {
    like: new Float64Array(poolSize),
    dis: new Float64Array(poolSize),
    ent: new Float64Array(poolSize),
  };
  let done = 0;
  for await (const view of context.predict(metricOutputs(enabled))) {
    kept?.set(view.trunk, done * size);
    if (view.scores.critic) values.dis.set(view.scores.critic, done);
    for (let i = 0; i < view.indices.length; i++) {
      predicted[done + i] = mostProbable(view.probabilities, classes, i).label;
      if (enabled.has('ent')) values.ent[done + i] = entropyOf(view.probabilities, classes, i);
    }
    done += view.indices.length;
  }
  const trunk = kept ? inMemorySource({ values: kept, count: poolSize, size }) : poolTrunk(context);
  if (!enabled.has('like')) return { trunk, predicted, values };
  const mixtures = learner.artifacts?.mixtures ?? (await fitMixtures(context, trunk, options));
  for await (const chunk of chunks(trunk, blockRows(size)))
    values.like.set(await likelihoodRatios(mixtures, chunk, context.checkpoint), chunk.from);
  return { trunk, predicted, values, mixtures };
}

/** The trunk features of the pool, computed at each pass. */
const poolTrunk = (context: StrategyContext): FeatureSource => ({
  count: context.poolSize,
  dimensions: context.learner.network.trunkSize,
  async *batches() {
    for await (const { trunk } of context.predict({ trunk: true })) yield trunk;
  },
});

/** The learner's outputs that the enabled metrics are computed from. */
export function metricOutputs(enabled: ReadonlySet<MixtureMetric>) {
  const scores: readonly 'critic'[] = enabled.has('dis') ? ['critic'] : [];
  return { probabilities: true, trunk: true, scores } as const;
}

/** I_like of every row. */
export async function likelihoodRatios(
  { labelled, unlabelled }: MixturePair,
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

/** ψ_L and ψ_U of the trunk features. */
async function fitMixtures(
  context: StrategyContext,
  unlabelled: FeatureSource,
  { fit, iterations, rng }: MetricOptions,
): Promise<MixturePair> {
  const { trunk: values, trunkSize: size, labels } = await context.predictLabelled({ trunk: true });
  return fitMixturePair({
    ...{ labelled: { values, count: labels.length, size }, labels, unlabelled },
    classes: context.classes,
    ...{ fit, iterations, rng, checkpoint: context.checkpoint },
  });
}
