/**
 * Core-set by k-centre greedy: the next sample is always the one farthest from all that are labelled or queried, in the
 * learner's feature space (Sener & Savarese 2018, algorithm 1).
 */
import { farthestFirst, nearestSquared } from '../algorithms/clustering/farthest-first.ts';
import { tieOrder } from '../algorithms/tie-order.ts';
import { acquisitionOf, type Strategy } from './contracts/strategy.ts';
import { featurePoints, poolFeatures } from './support/feature-points.ts';

export const coreSet: Strategy = {
  about: {
    name: 'core-set',
    label: 'Core-set',
    group: 'diversity',
    summary: 'farthest from everything labelled',
    about:
      'Covers the pool: each query is the sample farthest, in the learner’s feature space, from all labelled and already queried samples. Uncertainty plays no part.',
    reference: 'Sener & Savarese, “Active learning for convolutional neural networks: a core-set approach”, ICLR 2018',
    parameters: [],
    requires: ['features'],
  },
  async select(context) {
    const pool = await poolFeatures(context);
    const labelled = featurePoints(await context.predictLabelled({ features: true }));
    const { positions, distances } = await farthestFirst(
      pool,
      { centres: labelled, size: context.batchSize, order: tieOrder(context.rng) },
      () => context.checkpoint(),
    );
    return { indices: positions.map((position) => context.poolIndices[position]!), scores: distances };
  },
  async acquisition(context) {
    const labelled = featurePoints(await context.predictLabelled({ features: true }));
    return acquisitionOf({
      outputs: { features: true },
      score: (view) => {
        const points = featurePoints(view);
        return Float32Array.from(view.indices, (_, i) => Math.sqrt(nearestSquared(points, i, labelled)));
      },
    });
  },
};
