/**
 * Initial sets that are selected by comparing the samples, without a label: nearest to the centres of k-means, typical of clusters
 * (TypiClust), or covering the pool (ProbCover). The samples are compared by their own values, as these strategies do by default:
 * standardised, and along their principal components where they have more values than components.
 */
import { nearestToCentres, kMeans } from '../../algorithms/clustering/k-means.ts';
import { greedyCover, pureRadius } from '../../algorithms/clustering/probability-cover.ts';
import { typicalPoints } from '../../algorithms/clustering/typical-points.ts';
import type { Points } from '../../algorithms/points.ts';
import { inTieOrder, tieOrder } from '../../algorithms/tie-order.ts';
import type { initialFeatureRule } from '../../datasets/splits/initial-set.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { Rng } from '../../random/rng.ts';
import { allocateFeatures } from '../../strategies/support/feature-points.ts';
import { componentsOf, projected } from '../../strategies/support/representation.ts';
import { sampleBatches } from '../../trainer/predict.ts';
import type { Control } from '../../trainer/control.ts';
import type { RunContext } from '../run-context.ts';
import { unlabelledSet } from './sample-sets.ts';

/** Clusters of the typical initial set at most, as by default for TypiClust. */
const MAX_CLUSTERS = 500;

export type InitialFeatureRule = NonNullable<ReturnType<typeof initialFeatureRule>>;

interface InitialChoice {
  rule: InitialFeatureRule;
  /** Indices of the samples to choose from, ascending. */
  from: Int32Array;
  rng: Rng;
}

/** Selected samples, ascending, and numbers about the choice by name. */
export interface SelectedInitialSet {
  indices: Int32Array;
  metrics: Record<string, number>;
}

/** @throws Problem `unfit` where the samples do not fit into memory, or a value is not a finite number */
export async function chooseInitialSet(
  { samples, info, spec: { initial } }: Pick<RunContext, 'samples' | 'info' | 'spec'>,
  { rule, from, rng }: InitialChoice,
  control: Control,
): Promise<SelectedInitialSet> {
  const checkpoint = () => control.checkpoint();
  const size = sampleSize(info.shape);
  const all: Points = { values: allocateFeatures(from.length, size), count: from.length, size };
  let at = 0;
  for await (const { values } of sampleBatches(info, unlabelledSet(samples, from), control)) {
    all.values.set(values, at);
    at += values.length;
  }
  const points = await projected(all, await componentsOf(all, rng, checkpoint));
  const options = { size: initial.size, classes: info.classes.length, rng };
  const { positions, metrics } = await rules[rule](points, options, checkpoint);
  return { indices: positions.map((position) => from[position]!).sort(), metrics };
}

interface RuleOptions {
  size: number;
  classes: number;
  rng: Rng;
}

type Rule = (
  points: Points,
  options: RuleOptions,
  checkpoint: () => Promise<void>,
) => Promise<{ positions: Int32Array; metrics: Record<string, number> }>;

/** Positions of `size` points each. */
const rules: Record<InitialFeatureRule, Rule> = {
  async 'k-means'(points, { size, rng }, checkpoint) {
    const order = tieOrder(rng);
    const clustering = await kMeans(points, size, rng.child('clusters'), checkpoint);
    // where fewer points are distinct, some groups are empty: the rest is random
    const selected = new Set(nearestToCentres(points, clustering, order));
    for (const position of inTieOrder(points.count, order)) {
      if (selected.size >= size) break;
      selected.add(position);
    }
    return { positions: Int32Array.from(selected), metrics: {} };
  },
  async typical(points, { size, rng }, checkpoint) {
    const options = { candidates: points.count, size, maxClusters: MAX_CLUSTERS, rng };
    const { positions, clusters } = await typicalPoints(points, options, checkpoint);
    return { positions, metrics: { clusters } };
  },
  async covering(points, { size, classes, rng }, checkpoint) {
    const radius = await pureRadius(points, { groups: classes, rng }, checkpoint);
    const options = { candidates: points.count, size, radius, order: tieOrder(rng) };
    const { positions, coverage } = await greedyCover(points, options, checkpoint);
    return { positions, metrics: { coverRadius: radius, covered: coverage.after } };
  },
};
