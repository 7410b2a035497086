/**
 * What every search for nearest neighbours promises: the `k` samples of least Euclidean distance to each query, in
 * ascending order, of equals the one of lower index first. Distances are summed in double precision from the single-precision
 * features, dimension by dimension, so that any two exact searches agree to the last bit.
 */
import type { SearchKind } from '../../protocol/assets.ts';

export interface Neighbours {
  /** How many each query has: `k`, or as many as there are that are not excluded. */
  each: number;
  /** `[queries, each]`: which samples. */
  indices: Int32Array;
  /** `[queries, each]`: squared distances; Infinity from a query that is not a number. */
  distances: Float64Array;
}

export interface NeighbourSearch {
  /** Samples searched. */
  readonly count: number;
  readonly dimensions: number;
  readonly kind: SearchKind;
  /** Which share of the true nearest neighbours it finds; 1 where it is exact. */
  readonly recall: number;
  /**
   * @param queries `[any, dimensions]` row-major
   * @param excluded samples that are not to be found: labelled, or matched already
   * @param gate awaited after each block of work
   */
  nearest(
    queries: Float32Array,
    k: number,
    excluded: ReadonlySet<number>,
    checkpoint: () => Promise<void>,
  ): Promise<Neighbours>;
}

/** The `k` nearest that one query has met so far. */
export class KNearest {
  private readonly indices: Int32Array;
  private readonly distances: Float64Array;
  private size = 0;

  constructor(private readonly k: number) {
    this.indices = new Int32Array(k);
    this.distances = new Float64Array(k);
  }

  /** Beyond this squared distance nothing more gets in; at it, what has a lower index does. */
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

  private precedes(index: number, distance: number, place: number): boolean {
    const existing = this.distances[place]!;
    return distance < existing || (distance === existing && index < this.indices[place]!);
  }

  /** One row of the result for each query; all of them are full. */
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

/** How many neighbours each query can have. */
export function attainableCount(k: number, count: number, excluded: ReadonlySet<number>): number {
  let left = count;
  for (const index of excluded) if (index >= 0 && index < count) left--;
  return Math.min(k, left);
}
