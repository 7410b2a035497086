/** The best few of a stream: what every strategy that scores samples one by one selects with. */
import type { Selection } from '../contracts/strategy.ts';

interface Entry {
  index: number;
  /** Greater is sooner. */
  acquisition: number;
  score: number;
}

/** Keeps the `size` entries of greatest worth; of equals the one of the lower index, so that no draw is needed. */
export class Top {
  /** A heap with the least wanted entry at its root. */
  private readonly heap: Entry[] = [];

  constructor(private readonly size: number) {}

  /** A worth that is not a number comes last. */
  offer(index: number, acquisition: number, score: number): void {
    const entry = { index, acquisition: Number.isNaN(acquisition) ? -Infinity : acquisition, score };
    if (this.heap.length < this.size) {
      this.heap.push(entry);
      this.siftUp(this.heap.length - 1);
    } else if (this.size > 0 && ranksBefore(entry, this.heap[0]!)) {
      this.heap[0] = entry;
      this.siftDown();
    }
  }

  /** What an entry must be worth, at least, to be kept. */
  get threshold(): number {
    return this.heap.length < this.size ? -Infinity : (this.heap[0]?.acquisition ?? Infinity);
  }

  /** The kept entries, the most wanted first. */
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
  a.acquisition > b.acquisition || (a.acquisition === b.acquisition && a.index < b.index);
