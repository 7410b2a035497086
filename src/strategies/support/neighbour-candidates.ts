/** Real samples near generated ones: the search for them, and the most uncertain of those found. */
import { tieOrder } from '../../algorithms/tie-order.ts';
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import type { StrategyContext } from '../contracts/strategy.ts';
import type { LatentObjective } from './latent-search.ts';
import { Top } from './top.ts';
import { entropyOf } from './uncertainty.ts';

export interface NeighbourCandidates {
  search: NeighbourSearch;
  /** Index into the data set of each of the search's samples; ascending. */
  indices: Int32Array;
  /** `[any, search.dimensions]` row-major. */
  queries: Float32Array;
  /** Positions of the search's samples that are labelled by now. */
  excluded: ReadonlySet<number>;
}

/**
 * Positions of the most uncertain candidates, as many as the batch has samples, in descending order of uncertainty.
 * @param candidates indices into the data set, all of them in the pool
 * @param uncertainty by entropy, or by distance to the hyper-plane
 */
export async function mostUncertain(
  context: StrategyContext,
  candidates: Int32Array,
  uncertainty: LatentObjective,
): Promise<Int32Array> {
  const top = new Top(context.batchSize, tieOrder(context.rng));
  let position = 0;
  for await (const acquisition of acquisitionsOf(context, candidates, uncertainty))
    for (const value of acquisition) top.offer(position++, value, value);
  return top.toSelection().indices;
}

/** Acquisition scores, batch after batch. */
async function* acquisitionsOf(
  context: StrategyContext,
  candidates: Int32Array,
  uncertainty: LatentObjective,
): AsyncGenerator<number[]> {
  if (uncertainty === 'minimum-distance')
    for await (const { distances } of context.predict({ distances: true }, candidates))
      yield Array.from(distances, (distance) => -distance);
  else
    for await (const { indices, probabilities, classes } of context.predict({ probabilities: true }, candidates))
      yield Array.from(indices, (_, i) => entropyOf(probabilities, classes, i));
}
