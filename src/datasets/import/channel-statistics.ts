/** Mean and standard deviation per channel or column, gathered while the values stream by. */
import type { DatasetInfo, SampleArray } from '../../protocol/dataset.ts';

/** The number of scales: one per channel of an image, one per column of anything else. */
const channelCount = (kind: DatasetInfo['kind'], shape: readonly number[]): number =>
  shape[kind === 'image' ? 2 : 0] ?? 1;

export class ChannelStatistics {
  private readonly size: number;
  /** Bytes are counted, which is exact whatever the order. */
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

  /** Welford's recurrence: no sum of squares that drowns the variance of values far from zero. */
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

  /** Bytes are scaled by 1 / 255. */
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
