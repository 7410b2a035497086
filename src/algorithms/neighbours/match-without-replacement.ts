/** Matches synthetic samples to their nearest real ones, each real sample at most once (ASAL, Algorithm 1, step 4). */
import { attainableCount, type NeighbourSearch, type SearchOptions } from './neighbours.ts';

export interface Matches {
  /** The sample matched to each query; fewer than queries only where no samples are left. */
  indices: Int32Array;
  /** Squared distances. */
  distances: Float64Array;
}

/** Neighbours searched at first: more cost little, another search of all samples costs much. */
const INITIAL_NEIGHBOURS = 16;

/**
 * Matches queries in their order, each to the nearest sample that is neither excluded nor matched to an earlier query.
 * @param queries `[any, dimensions]` row-major
 */
export async function matchWithoutReplacement(
  search: NeighbourSearch,
  queries: Float32Array,
  { excluded, ...options }: Omit<SearchOptions, 'k'>,
): Promise<Matches> {
  const { dimensions } = search;
  const matchCount = attainableCount(queries.length / dimensions, search.count, excluded);
  const indices = new Int32Array(matchCount);
  const distances = new Float64Array(matchCount);
  const taken = new Set(excluded);
  let matched = 0;
  for (let k = INITIAL_NEIGHBOURS; matched < matchCount; k *= 2) {
    const left = queries.subarray(matched * dimensions, matchCount * dimensions);
    const found = await search.nearest(left, { ...options, k: Math.min(k, matchCount - matched), excluded: taken });
    // Ends at a query that has lost all its neighbours: later matches depend on its match.
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
