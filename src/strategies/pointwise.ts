/** The frame of all strategies that score each sample by itself: one pass over the pool, the best few kept. */
import type { StrategyInfo } from '../spec/catalogue.ts';
import type { Strategy, View } from './strategy.ts';
import { Top } from './top.ts';

/**
 * @param score of sample `i` of the view
 * @param wanted whether the greatest or the least scores are asked for
 */
export function pointwise(
  about: StrategyInfo,
  score: (view: View, i: number) => number,
  wanted: 'greatest' | 'least',
): Strategy {
  const sign = wanted === 'greatest' ? 1 : -1;
  return {
    about,
    async select(context) {
      const top = new Top(context.size);
      let done = 0;
      for await (const view of context.pool()) {
        for (let i = 0; i < view.indices.length; i++) {
          const value = score(view, i);
          top.offer(view.indices[i]!, sign * value, value);
        }
        context.progress((done += view.indices.length), context.poolSize);
        await context.gate();
      }
      return top.take();
    },
    surface: () => Promise.resolve((view) => Float32Array.from(view.indices, (_, i) => sign * score(view, i))),
  };
}
