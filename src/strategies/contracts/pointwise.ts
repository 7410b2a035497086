/** The frame of all strategies that score each sample by itself: one pass over the pool, or over some of it, the best few kept. */
import type { StrategyInfo } from '../../protocol/catalogue.ts';
import { randomSubset } from '../support/random-subset.ts';
import type { Strategy, PredictionView } from './strategy.ts';
import { Top } from '../support/top.ts';

/**
 * @param about with the parameter `subset` among others, where a random subset may take the pool's place
 * @param score of sample `i` of the view
 * @param first whether the greatest or the least scores are asked for
 */
export function pointwise(
  about: StrategyInfo,
  score: (view: PredictionView, i: number) => number,
  first: 'greatest' | 'least',
): Strategy {
  const sign = first === 'greatest' ? 1 : -1;
  return {
    about,
    async select(context) {
      const top = new Top(context.batchSize);
      const subset = randomSubset(context);
      const total = subset?.length ?? context.poolSize;
      let done = 0;
      for await (const view of context.pool(subset)) {
        for (let i = 0; i < view.indices.length; i++) {
          const value = score(view, i);
          top.offer(view.indices[i]!, sign * value, value);
        }
        context.progress((done += view.indices.length), total);
        await context.checkpoint();
      }
      return top.toSelection();
    },
    acquisition: () => Promise.resolve((view) => Float32Array.from(view.indices, (_, i) => sign * score(view, i))),
  };
}
