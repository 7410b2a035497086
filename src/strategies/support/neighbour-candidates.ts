/** Real samples near to imagined ones: who may be chosen, and what the learner knows of them. */
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import { missingPositions } from './sorted-indices.ts';
import type { StrategyContext } from '../contracts/strategy.ts';
import { Top } from './top.ts';
import { entropyOf } from './uncertainty.ts';

export interface NeighbourCandidates {
  search: NeighbourSearch;
  /** The search's sample i is this index of the data set; ascending. */
  indices: Int32Array;
  /** `[any, search.dimensions]` row-major. */
  queries: Float32Array;
  /** Of the search's samples, those that are labelled by now. */
  excluded: ReadonlySet<number>;
}

/** @param pool indices that may be chosen, ascending, all of them among the search's */
export function neighbourCandidates(
  search: NeighbourSearch,
  indices: Int32Array,
  queries: Float32Array,
  pool: Int32Array,
): NeighbourCandidates {
  return { search, indices, queries, excluded: missingPositions(pool, indices) };
}

/**
 * The places of the samples that the learner knows least of, as many as the batch holds, the least known first: by distance
 * to its plane, where the strategy's needs name that, and by entropy otherwise.
 * @param candidates indices into the data set, all of them in the pool
 */
export async function mostUncertain(context: StrategyContext, candidates: Int32Array): Promise<Int32Array> {
  const top = new Top(context.batchSize);
  let position = 0;
  for await (const { indices, probabilities, classes, distances } of context.pool(candidates))
    for (let i = 0; i < indices.length; i++) {
      const acquisition = distances ? -distances[i]! : entropyOf(probabilities, classes, i);
      top.offer(position++, acquisition, acquisition);
    }
  return top.toSelection().indices;
}
