/** The entries of a stream with the greatest acquisition scores, for strategies that score samples one by one. */
import { numberOrLeast, type TieOrder } from '../../algorithms/tie-order.ts';
import type { Selection } from '../contracts/strategy.ts';

interface Entry {
  index: number;
  /** Greater is queried first. */
  acquisition: number;
  /** Of equal acquisition, the lower is queried first. */
  place: number;
  score: number;
}

/** Keeps the `size` entries of greatest acquisition; of equals those that come first in the order of ties. */
export class Top {
  /** A heap with the entry of lowest rank at its root. */
  private readonly heap: Entry[] = [];

  constructor(
    private readonly size: number,
    private readonly order: TieOrder,
  ) {}

  /** NaN has the lowest rank. */
  offer(index: number, acquisition: number, score: number): void {
    const entry = { index, acquisition: numberOrLeast(acquisition), place: this.order(index), score };
    if (this.heap.length < this.size) {
      this.heap.push(entry);
      this.siftUp(this.heap.length - 1);
    } else if (this.size > 0 && ranksBefore(entry, this.heap[0]!)) {
      this.heap[0] = entry;
      this.siftDown();
    }
  }

  /** Least acquisition of an entry that would be kept. */
  get threshold(): number {
    return this.heap.length < this.size ? -Infinity : (this.heap[0]?.acquisition ?? Infinity);
  }

  /** The kept entries in order of rank. */
  toSelection(): Selection {
    const sorted = [...this.heap].sort((a, b) => (ranksBefore(a, b) ? -1 : 1));
    return {
      indices: Int32Array.from(sorted, (one) => one.index),
      scores: Float32Array.from(sorted, (one) => one.score),
    };
  }

  private siftUp(from: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!ranksBefore(this.heap[parent]!, this.heap[child]!)) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  private siftDown(): void {
    let parent = 0;
    for (;;) {
      let last = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < this.heap.length && ranksBefore(this.heap[last]!, this.heap[child]!)) last = child;
      if (last === parent) return;
      this.swap(parent, last);
      parent = last;
    }
  }

  private swap(a: number, b: number): void {
    const swapped = this.heap[a]!;
    this.heap[a] = this.heap[b]!;
    this.heap[b] = swapped;
  }
}

const ranksBefore = (a: Entry, b: Entry): boolean =>
  a.acquisition > b.acquisition || (a.acquisition === b.acquisition && a.place < b.place);
