/** The query of VAAL and TA-VAAL: the whole pool, the least logit of “labelled” first. */
import { tieOrder } from '../../algorithms/tie-order.ts';
import type { FittedVaal } from '../../selectors/vaal/fit-vaal.ts';
import { readInBatches } from '../../trainer/predict.ts';
import type { Selection, StrategyContext } from '../contracts/strategy.ts';
import { Top } from './top.ts';

/** Ranked by logits, which still order where their sigmoid is 0 or 1; equals in a seeded order. The scores are the logits. */
export async function selectLeastLabelled(context: StrategyContext, fitted: FittedVaal): Promise<Selection> {
  const { learner, poolIndices, batchSize, rng } = context;
  const top = new Top(batchSize, tieOrder(rng));
  for await (const { positions, values } of readInBatches(learner.pool, fitted.batchSize, context)) {
    const logits = await fitted.logits(values);
    positions.forEach((position, i) => top.offer(poolIndices[position]!, -logits[i]!, logits[i]!));
  }
  return top.toSelection();
}
