/** A cache of bounded size in bytes for large values that the steps of a run share. Evicts the least recently used entry. */
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import type { Pca } from '../../algorithms/pca/pca.ts';
import type { UsedAsset } from '../../protocol/events.ts';

/** A search over the pool's features: plain arrays, no tensors. */
export interface PoolSearch {
  pca: Pca;
  search: NeighbourSearch;
  assets: UsedAsset[];
}

interface CacheEntry<T> {
  value: T;
  bytes: number;
}

/** Bytes of the features that a run holds in memory: five million samples in 50 components. */
const MAX_BYTES = 2 ** 30;

export class LruCache<T> {
  /** In the order of use, the least recently used first. */
  private readonly entries = new Map<string, CacheEntry<T>>();

  /** @param limit bytes */
  constructor(readonly limit = MAX_BYTES) {}

  get(key: string): T | undefined {
    const found = this.entries.get(key);
    if (!found) return undefined;
    this.entries.delete(key);
    this.entries.set(key, found);
    return found.value;
  }

  /** A value larger than the limit is not stored. */
  set(key: string, value: T, bytes: number): void {
    this.entries.delete(key);
    if (bytes > this.limit) return;
    let total = bytes;
    for (const one of this.entries.values()) total += one.bytes;
    for (const [oldest, one] of this.entries) {
      if (total <= this.limit) break;
      this.entries.delete(oldest);
      total -= one.bytes;
    }
    this.entries.set(key, { value, bytes });
  }

  /** Whether a value of this size may be built in memory: half of the limit, since building takes twice its size. */
  fits(bytes: number): boolean {
    return 2 * bytes <= this.limit;
  }
}
