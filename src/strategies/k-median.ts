/** K-median: clusters the pool's features into as many groups as the batch has samples, and queries the centres. */
import { kMedian, nearestWithoutReplacement } from '../algorithms/clustering/k-median.ts';
import { tieOrder } from '../algorithms/tie-order.ts';
import type { Strategy } from './contracts/strategy.ts';
import { poolFeatures } from './support/feature-points.ts';

export const kMedianStrategy: Strategy = {
  about: {
    name: 'k-median',
    label: 'K-median',
    group: 'diversity',
    summary: 'the centres of the pool’s clusters',
    about:
      'Clusters the features of the unlabelled pool, one cluster per query, and queries the sample nearest to each centre: representative and diverse samples.',
    reference:
      'Baseline of Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020',
    parameters: [],
    requires: ['features'],
    noSurface: 'No score per point: this strategy chooses the batch as a whole',
  },
  async select(context) {
    const pool = await poolFeatures(context);
    const checkpoint = () => context.checkpoint();
    const centres = await kMedian(pool, context.batchSize, context.rng, checkpoint);
    const { positions, distances } = await nearestWithoutReplacement(
      pool,
      { centres, order: tieOrder(context.rng) },
      checkpoint,
    );
    return { indices: positions.map((position) => context.poolIndices[position]!), scores: distances };
  },
};
