/** Mean and standard deviation per channel or column of streamed values. */
import type { DatasetInfo, SampleArray } from '../../protocol/dataset.ts';

/** One per channel of an image, one per column of anything else. */
const channelCount = (kind: DatasetInfo['kind'], shape: readonly number[]): number =>
  shape[kind === 'image' ? 2 : 0] ?? 1;

export class ChannelStatistics {
  private readonly size: number;
  /** Histograms of bytes, which give exact results in any order. */
  private readonly counts: Float64Array[];
  private readonly means: Float64Array;
  private readonly squaredDeviations: Float64Array;
  private count = 0;

  constructor(kind: DatasetInfo['kind'], shape: readonly number[]) {
    this.size = channelCount(kind, shape);
    this.counts = Array.from({ length: this.size }, () => new Float64Array(256));
    this.means = new Float64Array(this.size);
    this.squaredDeviations = new Float64Array(this.size);
  }

  /** @param values whole samples, channels or columns running fastest */
  add(values: SampleArray): void {
    if (values instanceof Uint8Array) this.addBytes(values);
    else this.addFloats(values);
  }

  private addBytes(values: Uint8Array): void {
    if (this.size === 1) {
      const counts = this.counts[0]!;
      for (let i = 0; i < values.length; i++) counts[values[i]!]!++;
      return;
    }
    for (let c = 0; c < this.size; c++) {
      const counts = this.counts[c]!;
      for (let i = c; i < values.length; i += this.size) counts[values[i]!]!++;
    }
  }

  /** Welford's recurrence (1962), which is accurate for values far from zero. */
  private addFloats(values: Float32Array): void {
    for (let from = 0; from < values.length; from += this.size) {
      this.count++;
      for (let c = 0; c < this.size; c++) {
        const delta = values[from + c]! - this.means[c]!;
        this.means[c]! += delta / this.count;
        this.squaredDeviations[c]! += delta * (values[from + c]! - this.means[c]!);
      }
    }
  }

  /** Mean and deviation of all values; those of bytes are divided by 255. */
  scale(): { mean: number[]; std: number[] } {
    if (this.count)
      return { mean: [...this.means], std: Array.from(this.squaredDeviations, (one) => Math.sqrt(one / this.count)) };
    const all = this.counts.map((counts) => {
      const total = counts.reduce((a, b) => a + b, 0) || 1;
      const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / total;
      const variance = counts.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / total;
      return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
    });
    return { mean: all.map((one) => one.mean), std: all.map((one) => one.std) };
  }
}
