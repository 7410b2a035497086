/**
 * The fuzzy neighbourhood graph of UMAP: edge weights between each point and its neighbours, by distances in a local unit
 * (McInnes, Healy and Melville 2018, "UMAP: uniform manifold approximation and projection", algorithms 2 and 3).
 */
import type { NeighbourTable } from './nearest-neighbours.ts';

/** Edges in both directions, ordered by their first point. */
export interface FuzzyGraph {
  from: Int32Array;
  to: Int32Array;
  /** In (0, 1]. */
  weights: Float64Array;
}

/** Bisections in the search for a point's unit; more than 64 do not change a double. */
const MAX_BISECTIONS = 64;
/** A point's unit is at least this share of the mean distance. */
const MIN_SIGMA_SHARE = 1e-3;

/** The fuzzy union of the directed weights: a + b − ab. */
export function fuzzyGraph({ k, indices, distances }: NeighbourTable): FuzzyGraph {
  const count = k > 0 ? indices.length / k : 0;
  const strengths = membershipStrengths(count, k, distances);
  const edges = new Map<number, number>();
  for (let i = 0; i < count; i++)
    for (let n = i * k; n < (i + 1) * k; n++) {
      const j = indices[n]!;
      const reverse = edges.get(j * count + i);
      const forward = strengths[n]!;
      const union = reverse === undefined ? forward : forward + reverse - forward * reverse;
      edges.set(i * count + j, union);
      edges.set(j * count + i, union);
    }
  const keys = [...edges.keys()].filter((key) => edges.get(key)! > 0).sort((a, b) => a - b);
  return {
    from: Int32Array.from(keys, (key) => Math.floor(key / count)),
    to: Int32Array.from(keys, (key) => key % count),
    weights: Float64Array.from(keys, (key) => edges.get(key)!),
  };
}

/**
 * exp(−max(0, d − ρ) / σ) for each neighbour: ρ is the distance of the nearest one, so that every point is connected, and σ
 * makes the sum equal to log₂ of the number of neighbours.
 */
function membershipStrengths(count: number, k: number, distances: Float64Array): Float64Array {
  const mean = distances.reduce((sum, one) => sum + one, 0) / Math.max(1, distances.length);
  const strengths = new Float64Array(count * k);
  for (let i = 0; i < count; i++) {
    const ownDistances = distances.subarray(i * k, (i + 1) * k);
    const rho = ownDistances.find((one) => one > 0) ?? 0;
    const sigma = Math.max(bandwidthOf(ownDistances, rho), MIN_SIGMA_SHARE * mean);
    ownDistances.forEach((d, n) => (strengths[i * k + n] = d <= rho ? 1 : Math.exp(-(d - rho) / sigma)));
  }
  return strengths;
}

function bandwidthOf(distances: Float64Array, rho: number): number {
  const target = Math.log2(distances.length);
  let [low, high, middle] = [0, Infinity, 1];
  for (let n = 0; n < MAX_BISECTIONS; n++) {
    const sum = distances.reduce((total, d) => total + (d <= rho ? 1 : Math.exp(-(d - rho) / middle)), 0);
    if (sum > target) high = middle;
    else low = middle;
    middle = high === Infinity ? 2 * middle : (low + high) / 2;
  }
  return middle;
}
