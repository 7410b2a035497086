/** K-median: clusters the pool's features into as many groups as the batch is large, and asks for each one's centre. */
import { kMedian, nearestWithoutReplacement } from '../algorithms/clustering/k-median.ts';
import { poolFeatures } from './support/feature-points.ts';
import type { Strategy } from './contracts/strategy.ts';

export const kMedianStrategy: Strategy = {
  about: {
    name: 'k-median',
    label: 'K-median',
    summary: 'the centres of the pool’s clusters',
    about:
      'Clusters the features of the unlabelled pool into as many groups as are to be asked for, and takes the sample nearest to the centre of each: typical ones, spread out.',
    reference:
      'Baseline of Shui, Zhou, Gagné & Wang, “Deep active learning: unified and principled method for query and training”, AISTATS 2020',
    parameters: [],
    needs: ['features'],
  },
  async select(context) {
    const pool = await poolFeatures(context);
    const gate = () => context.gate();
    const centres = await kMedian(pool.points, context.size, context.draws, gate);
    const { positions, distances } = await nearestWithoutReplacement(pool.points, centres, gate);
    return { indices: positions.map((position) => pool.indices[position]!), scores: distances };
  },
};
