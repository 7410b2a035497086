/** Synthetic samples and the real ones that stand in for them: each has its nearest, and nobody has two's (ASAL, Algorithm 1, step 4). */
import { attainable, type NeighbourSearch } from './neighbours.ts';

export interface Matches {
  /** The sample matched to each query; fewer than there are queries only where samples run out. */
  indices: Int32Array;
  /** Squared distances. */
  distances: Float64Array;
}

/** Neighbours that are asked for at first: more cost next to nothing, another search of them all does. */
const FIRST = 16;

/**
 * Matches queries in their order, each to the nearest sample that is neither excluded nor taken by one before it.
 * @param queries `[any, dimensions]` row-major
 */
export async function matchWithoutReplacement(
  search: NeighbourSearch,
  queries: Float32Array,
  excluded: ReadonlySet<number>,
  gate: () => Promise<void>,
): Promise<Matches> {
  const { dimensions } = search;
  const most = attainable(queries.length / dimensions, search.count, excluded);
  const indices = new Int32Array(most);
  const distances = new Float64Array(most);
  const taken = new Set(excluded);
  let matched = 0;
  for (let k = FIRST; matched < most; k *= 2) {
    const left = queries.subarray(matched * dimensions, most * dimensions);
    const found = await search.nearest(left, Math.min(k, most - matched), taken, gate);
    // Until one has lost all its neighbours to those before it: whom that one takes, those behind it cannot know.
    for (let q = 0; matched < most; q++) {
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
