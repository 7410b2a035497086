/** The query of VAAL and TA-VAAL: the candidates with the least logits of “labelled” first. */
import { tieOrder } from '../../algorithms/tie-order.ts';
import type { FittedVaal } from '../../selectors/vaal/fit-vaal.ts';
import { readInBatches } from '../../trainer/predict.ts';
import type { Selection, StrategyContext } from '../contracts/strategy.ts';
import type { Candidates } from './candidates.ts';
import { Top } from './top.ts';

/**
 * Ranked by logits, which still order where their sigmoid is 0 or 1; equals in a seeded order. The scores are the logits; the metric is
 * the mean of the discriminator over the candidates, ½ where it cannot tell the pools apart.
 */
export async function selectLeastLabelled(
  context: StrategyContext,
  { fitted, candidates }: { fitted: FittedVaal; candidates: Candidates },
): Promise<Selection> {
  const { batchSize, rng } = context;
  const top = new Top(batchSize, tieOrder(rng));
  let sum = 0;
  for await (const { positions, values } of readInBatches(candidates.samples, fitted.batchSize, context)) {
    const logits = await fitted.logits(values);
    positions.forEach((position, i) => top.offer(candidates.indices[position]!, -logits[i]!, logits[i]!));
    for (const logit of logits) sum += 1 / (1 + Math.exp(-logit));
  }
  return { ...top.toSelection(), metrics: { discriminatorOnPool: sum / candidates.samples.count } };
}
