/** Synthetic samples and the real ones that stand in for them: each has its nearest, and nobody has two's (ASAL, Algorithm 1, step 4). */
import { attainableCount, type NeighbourSearch } from './neighbours.ts';

export interface Matches {
  /** The sample matched to each query; fewer than there are queries only where samples run out. */
  indices: Int32Array;
  /** Squared distances. */
  distances: Float64Array;
}

/** Neighbours that are asked for at first: more cost next to nothing, another search of them all does. */
const INITIAL_NEIGHBOURS = 16;

/**
 * Matches queries in their order, each to the nearest sample that is neither excluded nor taken by one before it.
 * @param queries `[any, dimensions]` row-major
 */
export async function matchWithoutReplacement(
  search: NeighbourSearch,
  queries: Float32Array,
  excluded: ReadonlySet<number>,
  checkpoint: () => Promise<void>,
): Promise<Matches> {
  const { dimensions } = search;
  const matchCount = attainableCount(queries.length / dimensions, search.count, excluded);
  const indices = new Int32Array(matchCount);
  const distances = new Float64Array(matchCount);
  const taken = new Set(excluded);
  let matched = 0;
  for (let k = INITIAL_NEIGHBOURS; matched < matchCount; k *= 2) {
    const left = queries.subarray(matched * dimensions, matchCount * dimensions);
    const found = await search.nearest(left, Math.min(k, matchCount - matched), taken, checkpoint);
    // Until one has lost all its neighbours to those before it: whom that one takes, those behind it cannot know.
    for (let q = 0; matched < matchCount; q++) {
      let at = q * found.each;
      const end = at + found.each;
      while (at < end && taken.has(found.indices[at]!)) at++;
      if (at === end) break;
      taken.add(found.indices[at]!);
      indices[matched] = found.indices[at]!;
      distances[matched++] = found.distances[at]!;
    }
  }
  return { indices, distances };
}
