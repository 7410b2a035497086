/**
 * What is large and the same for all steps of a run, kept at hand from one to the next: plain arrays, no tensors. Bounded;
 * the longest unused is given up first, and made or read again when it is asked for.
 */

import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import type { Pca } from '../../algorithms/pca/pca.ts';
import type { PreparedAsset } from '../../protocol/events.ts';

/** What of a neighbourhood stays the same from step to step. */
export interface Searchable {
  pca: Pca;
  search: NeighbourSearch;
  assets: PreparedAsset[];
}

interface Kept<T> {
  value: T;
  bytes: number;
}

/** Of features of pools, over all that a run has prepared: five million samples in 50 components. */
const LIMIT = 2 ** 30;

export class Shelf<T> {
  /** In the order of use: the first is the one that was not asked for longest. */
  private readonly kept = new Map<string, Kept<T>>();

  /** @param limit bytes */
  constructor(readonly limit = LIMIT) {}

  find(key: string): T | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.value;
  }

  /** What is larger than the shelf is not put there. */
  put(key: string, value: T, bytes: number): void {
    this.kept.delete(key);
    if (bytes > this.limit) return;
    let held = bytes;
    for (const one of this.kept.values()) held += one.bytes;
    for (const [oldest, one] of this.kept) {
      if (held <= this.limit) break;
      this.kept.delete(oldest);
      held -= one.bytes;
    }
    this.kept.set(key, { value, bytes });
  }

  /** Whether something of this size may be in memory at all: half of what the shelf holds, since its making takes twice that. */
  fits(bytes: number): boolean {
    return 2 * bytes <= this.limit;
  }
}
