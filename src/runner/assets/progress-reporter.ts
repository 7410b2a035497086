/** Collects the readings of a training, renders its sample grid from time to time, and reports both. */
import type { SampleGrid, TrainingTrace } from '../../protocol/asset-progress.ts';
import type { AssetBuild } from './asset-build.ts';

/** Milliseconds between two grids at least. */
const GRID_INTERVAL_MS = 400;

/** Readings and sample grid of a kind of asset. */
export interface ProgressSource<Reading> {
  /** In the order of the kind's `readingNames`; null where the recipe has no such reading. */
  readingValues(reading: Reading): (number | null)[];
  /** Samples of the networks in their current state; absent where there are none to show. */
  renderGrid?(): Promise<Omit<SampleGrid, 'step'>>;
}

/** Steps between two readings: about 500 readings per training, and one every 25 steps of a long one. */
export const readingInterval = (total: number): number => Math.min(25, Math.max(1, Math.floor(total / 500)));

export class ProgressReporter<Reading extends { step: number }> {
  private readonly readings: number[];
  private sheet: SampleGrid | undefined;
  private renderedAt = -Infinity;

  /** @param before trace of earlier sessions */
  constructor(
    private readonly source: ProgressSource<Reading>,
    private readonly build: Pick<AssetBuild, 'watched' | 'report'>,
    before: TrainingTrace | undefined,
  ) {
    this.readings = [...(before?.readings ?? [])];
    this.sheet = before?.sheet;
  }

  async record(reading: Reading): Promise<void> {
    this.readings.push(reading.step, ...this.source.readingValues(reading).map((one) => one ?? NaN));
    if (!this.build.watched || performance.now() - this.renderedAt < GRID_INTERVAL_MS) return;
    await this.renderGridAt(reading.step);
    this.build.report(reading.step, this.trace());
  }

  /** The trace to be saved with the checkpoint of this step. */
  async traceAt(step: number): Promise<TrainingTrace> {
    if (this.sheet?.step !== step) await this.renderGridAt(step);
    return this.trace();
  }

  private trace(): TrainingTrace {
    return { readings: Float32Array.from(this.readings), ...(this.sheet && { sheet: this.sheet }) };
  }

  private async renderGridAt(step: number): Promise<void> {
    if (!this.source.renderGrid) return;
    this.sheet = { ...(await this.source.renderGrid()), step };
    this.renderedAt = performance.now();
  }
}
