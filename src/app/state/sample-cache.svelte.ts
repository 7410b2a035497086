/**
 * Samples that figures show: points of the plane, faces of images. Asked for once, in batches, and kept while there is
 * room; whoever reads one that is not there yet is drawn again when it has come.
 */
import type { SampleArray } from '../../protocol/dataset.ts';

export interface Sample {
  index: number;
  values: SampleArray;
  /** −1 where it has none. */
  label: number;
}

export type FetchSamples = (indices: number[]) => Promise<{ values: SampleArray; labels: Int32Array }>;

/* eslint-disable svelte/prefer-svelte-reactivity -- thousands of samples: one counter tells of all of them at once */
export class SampleCache {
  /** Counts what has come, for those who read. */
  private turn = $state(0);
  private readonly kept = new Map<number, Sample>();
  private readonly coming = new Set<number>();
  private wanted = new Set<number>();

  /** @param most samples kept; the oldest go first */
  constructor(
    private readonly fetch: FetchSamples,
    private readonly most = 20_000,
  ) {}

  get(index: number): Sample | undefined {
    const sample = this.kept.get(index);
    // Only who misses something has to hear of what comes.
    if (!sample) void this.turn;
    return sample;
  }

  /** Asks for those that are not there; all that is asked for in one turn of the event loop goes in one call. */
  want(indices: Iterable<number>): void {
    const before = this.wanted.size;
    for (const index of indices) if (!this.kept.has(index) && !this.coming.has(index)) this.wanted.add(index);
    if (before === 0 && this.wanted.size > 0) queueMicrotask(() => void this.bring());
  }

  private async bring(): Promise<void> {
    const indices = [...this.wanted];
    this.wanted = new Set();
    for (const index of indices) this.coming.add(index);
    try {
      const { values, labels } = await this.fetch(indices);
      const size = values.length / indices.length;
      indices.forEach((index, i) =>
        this.kept.set(index, { index, values: values.slice(i * size, (i + 1) * size), label: labels[i] ?? -1 }),
      );
      for (const oldest of this.kept.keys()) {
        if (this.kept.size <= this.most) break;
        this.kept.delete(oldest);
      }
      this.turn++;
    } catch {
      // A log can be looked at without its data: figures then show numbers and no faces, and asking again is free.
    } finally {
      for (const index of indices) this.coming.delete(index);
    }
  }
}
