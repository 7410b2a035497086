/** Strategies that score each sample by itself: one pass over the pool, or over a random subset of it, and the best scores. */
import { tieOrder } from '../../algorithms/tie-order.ts';
import type { StrategyInfo } from '../../protocol/catalogue.ts';
import { randomSubset } from '../support/random-subset.ts';
import { Top } from '../support/top.ts';
import type { PredictionRequest, PredictionView } from './prediction.ts';
import { acquisitionOf, type Strategy } from './strategy.ts';

interface PointwiseStrategy<Asked extends PredictionRequest> {
  /** With `subsetParameter` among its parameters, a random subset may take the pool's place. */
  about: StrategyInfo;
  /** The learner's outputs that `score` takes. */
  outputs: Asked;
  /** Score of sample `i` of the view. */
  score(view: PredictionView<Asked>, i: number): number;
  /** Which scores are queried first. */
  first: 'greatest' | 'least';
}

export function pointwise<const Asked extends PredictionRequest>({
  about,
  outputs,
  score,
  first,
}: PointwiseStrategy<Asked>): Strategy {
  const sign = first === 'greatest' ? 1 : -1;
  return {
    about,
    async select(context) {
      const top = new Top(context.batchSize, tieOrder(context.rng));
      for await (const view of context.predict(outputs, randomSubset(context)))
        view.indices.forEach((index, i) => {
          const value = score(view, i);
          top.offer(index, sign * value, value);
        });
      return top.toSelection();
    },
    acquisition: () =>
      acquisitionOf<Asked>({
        outputs,
        score: (view) => Float32Array.from(view.indices, (_, i) => sign * score(view, i)),
      }),
  };
}
