/**
 * Contract of nearest-neighbour searches: the `k` samples with the least Euclidean distance to each query, in ascending
 * order, equals in an order of the caller's. Distances are summed in double precision from single-precision features, dimension
 * by dimension, so that two exact searches agree to the last bit.
 */
import type { SearchKind } from '../../protocol/assets.ts';
import { pointsOf, type Points } from '../points.ts';
import type { TieOrder } from '../tie-order.ts';

export interface Neighbours {
  /** Neighbours per query: `k`, or all samples that are not excluded. */
  each: number;
  /** `[queries, each]`: indices of samples. */
  indices: Int32Array;
  /** `[queries, each]`: squared distances; Infinity for a query that is not a number. */
  distances: Float64Array;
}

/** Arguments of `nearest`. */
export type Query = Parameters<NeighbourSearch['nearest']>;

/** What is searched for each query. */
export interface SearchOptions {
  /** Number of neighbours. */
  k: number;
  /** Samples left out of the results: labelled, or matched already. */
  excluded: ReadonlySet<number>;
  /** Of samples that are equally near; where absent, the lower index is first. */
  order?: TieOrder;
  /** Awaited after each block of work. */
  checkpoint: () => Promise<void>;
}

export interface NeighbourSearch {
  /** Number of samples searched. */
  readonly count: number;
  readonly dimensions: number;
  readonly kind: SearchKind;
  /** Share of the true nearest neighbours that it finds; 1 if exact. */
  readonly recall: number;
  /** @param queries `[count, dimensions]` row-major */
  nearest(queries: Float32Array, options: SearchOptions): Promise<Neighbours>;
}

/** The `k` nearest samples found so far for one query. */
export class KNearest {
  private readonly indices: Int32Array;
  private readonly distances: Float64Array;
  private size = 0;

  constructor(
    private readonly k: number,
    private readonly order: TieOrder = (index) => index,
  ) {
    this.indices = new Int32Array(k);
    this.distances = new Float64Array(k);
  }

  /** Squared distance beyond which no sample is inserted; at it, samples that come earlier in the order are. */
  get maxDistance(): number {
    return this.size < this.k ? Infinity : this.distances[this.k - 1]!;
  }

  get full(): boolean {
    return this.size === this.k;
  }

  insert(index: number, distance: number): void {
    const safeDistance = Number.isNaN(distance) ? Infinity : distance;
    if (this.full && !this.precedes(index, safeDistance, this.k - 1)) return;
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.precedes(index, safeDistance, middle)) high = middle;
      else low = middle + 1;
    }
    const end = Math.min(this.size, this.k - 1);
    this.indices.copyWithin(low + 1, low, end);
    this.distances.copyWithin(low + 1, low, end);
    this.indices[low] = index;
    this.distances[low] = safeDistance;
    if (!this.full) this.size++;
  }

  private precedes(index: number, distance: number, position: number): boolean {
    const existing = this.distances[position]!;
    return distance < existing || (distance === existing && this.order(index) < this.order(this.indices[position]!));
  }

  /** One row of the result per query; every one must be full. */
  static toNeighbours(found: readonly KNearest[], each: number): Neighbours {
    const indices = new Int32Array(found.length * each);
    const distances = new Float64Array(found.length * each);
    for (const [q, nearest] of found.entries()) {
      indices.set(nearest.indices, q * each);
      distances.set(nearest.distances, q * each);
    }
    return { each, indices, distances };
  }
}

/** Number of neighbours that each query can have. */
export function attainableCount(k: number, count: number, excluded: ReadonlySet<number>): number {
  let left = count;
  for (const index of excluded) if (index >= 0 && index < count) left--;
  return Math.min(k, left);
}

/** Searches one query after the other; `search` inserts the neighbours of query `q`. */
export async function searchEachQuery(
  { count, dimensions }: Pick<NeighbourSearch, 'count' | 'dimensions'>,
  [queries, { k, excluded, order, checkpoint }]: Query,
  search: (points: Points, q: number, nearest: KNearest) => void,
): Promise<Neighbours> {
  const points = pointsOf(queries, dimensions);
  const each = attainableCount(k, count, excluded);
  const found: KNearest[] = [];
  for (let q = 0; q < points.count; q++) {
    const nearest = new KNearest(each, order);
    search(points, q, nearest);
    found.push(nearest);
    await checkpoint();
  }
  return KNearest.toNeighbours(found, each);
}
