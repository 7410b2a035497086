/** A uniform sample of a stream's rows, in bounded memory (Vitter 1985, algorithm R). */
import type { Draws } from '../../random/rng.ts';
import type { Rows } from './mixture.ts';

export class Reservoir {
  private readonly kept: { row: Float32Array; score: number }[] = [];
  private seen = 0;

  constructor(
    private readonly size: number,
    private readonly draws: Draws,
  ) {}

  /** @param score goes with the row; those of lowest score come first */
  offer({ values, size }: Rows, i: number, score: number): void {
    this.seen++;
    const place = this.kept.length < this.size ? this.kept.length : this.draws.integer(this.seen);
    if (place < this.size) this.kept[place] = { row: values.slice(i * size, (i + 1) * size), score };
  }

  /** The kept rows, ascending by score; of equals in the order in which they were kept. */
  rows(): Float32Array[] {
    return [...this.kept].sort((a, b) => a.score - b.score).map((one) => one.row);
  }
}
