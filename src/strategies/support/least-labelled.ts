/** The query of VAAL and TA-VAAL: the candidates with the least logits of “labelled” first. */
import { tieOrder } from '../../algorithms/tie-order.ts';
import type { FittedVaal } from '../../selectors/vaal/fit-vaal.ts';
import { readInBatches } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { Selection, StrategyContext } from '../contracts/strategy.ts';
import { lowerBound } from './sorted-indices.ts';
import { Top } from './top.ts';

/** Samples of the pool that may be queried, and their indices in the data set. */
export interface Candidates {
  samples: SampleSet;
  indices: Int32Array;
}

/** The whole pool, or the samples of these indices of it. */
export function candidatesOf({ learner: { pool }, poolIndices }: StrategyContext, among?: Int32Array): Candidates {
  if (!among) return { samples: pool, indices: poolIndices };
  const positions = among.map((index) => lowerBound(poolIndices, index));
  const read: SampleSet['read'] = (places) => pool.read(Int32Array.from(places, (place) => positions[place]!));
  return { samples: { count: among.length, labels: new Int32Array(among.length).fill(-1), read }, indices: among };
}

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
