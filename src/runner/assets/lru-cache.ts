/**
 * What is large and the same for all steps of a run, kept at hand from one to the next: plain arrays, no tensors. Bounded;
 * the longest unused is given up first, and made or read again when it is asked for.
 */

import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import type { Pca } from '../../algorithms/pca/pca.ts';
import type { UsedAsset } from '../../protocol/events.ts';

/** What of a neighbourhood stays the same from step to step. */
export interface PoolSearch {
  pca: Pca;
  search: NeighbourSearch;
  assets: UsedAsset[];
}

interface CacheEntry<T> {
  value: T;
  bytes: number;
}

/** Of features of pools, over all that a run has prepared: five million samples in 50 components. */
const MAX_BYTES = 2 ** 30;

export class LruCache<T> {
  /** In the order of use: the first is the one that was not asked for longest. */
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

  /** What is larger than the shelf is not put there. */
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

  /** Whether something of this size may be in memory at all: half of what the shelf holds, since its making takes twice that. */
  fits(bytes: number): boolean {
    return 2 * bytes <= this.limit;
  }
}
