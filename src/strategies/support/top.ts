/** The best few of a stream: what every strategy that scores samples one by one selects with. */
import type { Selection } from '../contracts/strategy.ts';

interface Entry {
  index: number;
  /** Greater is sooner. */
  worth: number;
  score: number;
}

/** Keeps the `size` entries of greatest worth; of equals the one of the lower index, so that no draw is needed. */
export class Top {
  /** A heap with the least wanted entry at its root. */
  private readonly heap: Entry[] = [];

  constructor(private readonly size: number) {}

  /** A worth that is not a number comes last. */
  offer(index: number, worth: number, score: number): void {
    const entry = { index, worth: Number.isNaN(worth) ? -Infinity : worth, score };
    if (this.heap.length < this.size) {
      this.heap.push(entry);
      this.rise(this.heap.length - 1);
    } else if (this.size > 0 && sooner(entry, this.heap[0]!)) {
      this.heap[0] = entry;
      this.sink();
    }
  }

  /** What an entry must be worth, at least, to be kept. */
  get bar(): number {
    return this.heap.length < this.size ? -Infinity : (this.heap[0]?.worth ?? Infinity);
  }

  /** The kept entries, the most wanted first. */
  take(): Selection {
    const sorted = [...this.heap].sort((a, b) => (sooner(a, b) ? -1 : 1));
    return {
      indices: Int32Array.from(sorted, (one) => one.index),
      scores: Float32Array.from(sorted, (one) => one.score),
    };
  }

  private rise(from: number): void {
    let child = from;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!sooner(this.heap[parent]!, this.heap[child]!)) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  private sink(): void {
    let parent = 0;
    for (;;) {
      let last = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < this.heap.length && sooner(this.heap[last]!, this.heap[child]!)) last = child;
      if (last === parent) return;
      this.swap(parent, last);
      parent = last;
    }
  }

  private swap(a: number, b: number): void {
    const kept = this.heap[a]!;
    this.heap[a] = this.heap[b]!;
    this.heap[b] = kept;
  }
}

const sooner = (a: Entry, b: Entry): boolean => a.worth > b.worth || (a.worth === b.worth && a.index < b.index);
