/** A preparation shows itself: its readings are gathered, its sheet is drawn anew, and both are told of and kept. */
import type { AssetInfo } from '../../protocol/assets.ts';
import type { Making, Sheet, Traces } from '../../protocol/asset-progress.ts';
import type { StepPacing } from '../run-context.ts';

/** Milliseconds between two sheets. */
const REDRAW = 400;

/** What is particular to a kind of asset. */
export interface Shown<Reading> {
  /** In the order of the kind's `readingNames`; null for what there is not. */
  numbers(reading: Reading): (number | null)[];
  /** What the networks make as they stand; absent where there is nothing to be seen. */
  draw?(): Promise<Omit<Sheet, 'step'>>;
}

/** Steps between two readings: some five hundred of them in all, more of a long training. */
export const readEvery = (total: number): number => Math.min(25, Math.max(1, Math.floor(total / 500)));

export class Show<Reading extends { step: number }> {
  private readonly rows: number[];
  private readonly seconds: () => number;
  private sheet: Sheet | undefined;
  private drawn = -Infinity;

  /**
   * @param from steps done before
   * @param before what was kept with them
   * @param asset its record after so many steps
   */
  constructor(
    private readonly shown: Shown<Reading>,
    private readonly pacing: Pick<StepPacing, 'making' | 'watch'>,
    private readonly from: number,
    before: Traces | undefined,
    private readonly asset: (step: number) => AssetInfo,
  ) {
    this.rows = [...(before?.readings ?? [])];
    this.sheet = before?.sheet;
    this.seconds = pacing.watch();
  }

  async take(reading: Reading): Promise<void> {
    this.rows.push(reading.step, ...this.shown.numbers(reading).map((one) => one ?? NaN));
    if (!this.pacing.making || performance.now() - this.drawn < REDRAW) return;
    await this.drawAt(reading.step);
    this.tell(reading.step);
  }

  /** To be kept with the checkpoint of this step. */
  async tracesAt(step: number): Promise<Traces> {
    if (this.sheet?.step !== step) await this.drawAt(step);
    return this.traces();
  }

  /** Says how it stands. */
  tell(step: number): void {
    const { from } = this;
    const making: Making = { ...this.traces(), asset: this.asset(step), stint: { seconds: this.seconds(), from } };
    this.pacing.making?.(making);
  }

  private traces(): Traces {
    return { readings: Float32Array.from(this.rows), ...(this.sheet && { sheet: this.sheet }) };
  }

  private async drawAt(step: number): Promise<void> {
    if (!this.shown.draw) return;
    this.sheet = { ...(await this.shown.draw()), step };
    this.drawn = performance.now();
  }
}
