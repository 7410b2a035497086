/** A uniform sample of a stream's rows, in bounded memory (Vitter 1985, algorithm R). */
import type { Rng } from '../../random/rng.ts';
import type { FeatureRows } from './mixture.ts';

export class Reservoir {
  private readonly sample: { row: Float32Array; score: number }[] = [];
  private seen = 0;

  constructor(
    private readonly size: number,
    private readonly rng: Rng,
  ) {}

  /** @param score by which the kept rows are sorted */
  add({ values, size }: FeatureRows, i: number, score: number): void {
    this.seen++;
    const place = this.sample.length < this.size ? this.sample.length : this.rng.integer(this.seen);
    if (place < this.size) this.sample[place] = { row: values.slice(i * size, (i + 1) * size), score };
  }

  /** The kept rows by ascending score; equal ones in the order in which they were added. */
  rows(): Float32Array[] {
    return [...this.sample].sort((a, b) => a.score - b.score).map((one) => one.row);
  }
}
