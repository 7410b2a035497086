/** Real samples near to imagined ones: who may be chosen, and what the learner knows of them. */
import type { NeighbourSearch } from '../matching/neighbours.ts';
import { predict } from '../training/predict.ts';
import type { SampleSet } from '../training/training.ts';
import type { LatentObjective } from './latent-search.ts';
import { missingFrom, placeIn } from './sorted.ts';
import type { StrategyContext } from './strategy.ts';
import { Top } from './top.ts';
import { entropyOf } from './uncertainty.ts';

export interface Candidates {
  search: NeighbourSearch;
  /** The search's sample i is this index of the data set; ascending. */
  indices: Int32Array;
  /** `[any, search.dimensions]` row-major. */
  queries: Float32Array;
  /** Of the search's samples, those that are labelled by now. */
  excluded: ReadonlySet<number>;
}

/** @param pool indices that may be chosen, ascending, all of them among the search's */
export function candidatesOf(
  search: NeighbourSearch,
  indices: Int32Array,
  queries: Float32Array,
  pool: Int32Array,
): Candidates {
  return { search, indices, queries, excluded: missingFrom(pool, indices) };
}

/**
 * The places of the samples that the learner knows least of, as many as the batch holds, the least known first.
 * @param real indices into the data set @param places in `real`, one for each
 */
export async function mostUncertain(
  context: StrategyContext,
  real: Int32Array,
  objective: LatentObjective,
  places: readonly number[],
): Promise<Int32Array> {
  const { learner, poolIndices, size, classes } = context;
  const top = new Top(size);
  const some = subset(
    learner.pool,
    real.map((index) => placeIn(poolIndices, index)),
  );
  for await (const { positions, probabilities, margins } of predict(learner.network, some, {}, context))
    for (let i = 0; i < positions.length; i++) {
      const worth = objective === 'entropy' || !margins ? entropyOf(probabilities, classes, i) : -Math.abs(margins[i]!);
      top.offer(places[positions[i]!]!, worth, worth);
    }
  return top.take().indices;
}

const subset = (all: SampleSet, members: Int32Array): SampleSet => ({
  count: members.length,
  labels: members.map((member) => all.labels[member]!),
  read: (positions) => all.read(Int32Array.from(positions, (position) => members[position]!)),
});
