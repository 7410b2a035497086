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
  private version = $state(0);
  private readonly cached = new Map<number, Sample>();
  private readonly loading = new Set<number>();
  private requested = new Set<number>();

  /** @param maxSamples samples kept; the oldest go first */
  constructor(
    private readonly fetch: FetchSamples,
    private readonly maxSamples = 20_000,
  ) {}

  get(index: number): Sample | undefined {
    const sample = this.cached.get(index);
    // Only who misses something has to hear of what comes.
    if (!sample) void this.version;
    return sample;
  }

  /** Asks for those that are not there; all that is asked for in one turn of the event loop goes in one call. */
  request(indices: Iterable<number>): void {
    const before = this.requested.size;
    for (const index of indices) if (!this.cached.has(index) && !this.loading.has(index)) this.requested.add(index);
    if (before === 0 && this.requested.size > 0) queueMicrotask(() => void this.fetchRequested());
  }

  private async fetchRequested(): Promise<void> {
    const indices = [...this.requested];
    this.requested = new Set();
    for (const index of indices) this.loading.add(index);
    try {
      const { values, labels } = await this.fetch(indices);
      const size = values.length / indices.length;
      indices.forEach((index, i) =>
        this.cached.set(index, { index, values: values.slice(i * size, (i + 1) * size), label: labels[i] ?? -1 }),
      );
      for (const oldest of this.cached.keys()) {
        if (this.cached.size <= this.maxSamples) break;
        this.cached.delete(oldest);
      }
      this.version++;
    } catch {
      // A log can be looked at without its data: figures then show numbers and no faces, and asking again is free.
    } finally {
      for (const index of indices) this.loading.delete(index);
    }
  }
}
