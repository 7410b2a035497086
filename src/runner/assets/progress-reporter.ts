/** A preparation shows itself: its readings are gathered, its sheet is drawn anew, and both are told of and kept. */
import type { AssetInfo } from '../../protocol/assets.ts';
import type { AssetProgress, SampleGrid, TrainingTrace } from '../../protocol/asset-progress.ts';
import type { StepControl } from '../run-context.ts';

/** Milliseconds between two sheets. */
const GRID_INTERVAL_MS = 400;

/** What is particular to a kind of asset. */
export interface ProgressSource<Reading> {
  /** In the order of the kind's `readingNames`; null for what there is not. */
  readingValues(reading: Reading): (number | null)[];
  /** What the networks make as they stand; absent where there is nothing to be seen. */
  renderGrid?(): Promise<Omit<SampleGrid, 'step'>>;
}

/** Steps between two readings: some five hundred of them in all, more of a long training. */
export const readingInterval = (total: number): number => Math.min(25, Math.max(1, Math.floor(total / 500)));

export class ProgressReporter<Reading extends { step: number }> {
  private readonly readings: number[];
  private readonly seconds: () => number;
  private sheet: SampleGrid | undefined;
  private renderedAt = -Infinity;

  /**
   * @param startStep steps done before
   * @param before what was kept with them
   * @param infoAt its record after so many steps
   */
  constructor(
    private readonly source: ProgressSource<Reading>,
    private readonly control: Pick<StepControl, 'onAssetProgress' | 'stopwatch'>,
    private readonly startStep: number,
    before: TrainingTrace | undefined,
    private readonly infoAt: (step: number) => AssetInfo,
  ) {
    this.readings = [...(before?.readings ?? [])];
    this.sheet = before?.sheet;
    this.seconds = control.stopwatch();
  }

  async record(reading: Reading): Promise<void> {
    this.readings.push(reading.step, ...this.source.readingValues(reading).map((one) => one ?? NaN));
    if (!this.control.onAssetProgress || performance.now() - this.renderedAt < GRID_INTERVAL_MS) return;
    await this.renderGridAt(reading.step);
    this.report(reading.step);
  }

  /** To be kept with the checkpoint of this step. */
  async traceAt(step: number): Promise<TrainingTrace> {
    if (this.sheet?.step !== step) await this.renderGridAt(step);
    return this.trace();
  }

  /** Says how it stands. */
  report(step: number): void {
    const { startStep: from } = this;
    const progress: AssetProgress = { ...this.trace(), asset: this.infoAt(step), sinceResume: { seconds: this.seconds(), from } };
    this.control.onAssetProgress?.(progress);
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
