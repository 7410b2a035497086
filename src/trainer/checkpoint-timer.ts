/** Times of checkpoints: often enough that a closed tab loses about half a minute of work, and seldom enough to cost little. */

/** Seconds of work between two saves, at least. */
const MIN_INTERVAL_SECONDS = 30;
/** Greatest share of the time that saving may take. */
const MAX_SAVING_SHARE = 0.03;

/**
 * Measures how long a save takes and spaces the next one accordingly: a save of s seconds is followed by at least
 * s / 0.03 − s seconds of work.
 */
export class CheckpointTimer {
  private intervalSeconds = MIN_INTERVAL_SECONDS;
  private lastSaveEnd: number;

  /** @param seconds the clock: seconds of work, pauses left out */
  constructor(private readonly seconds: () => number) {
    this.lastSaveEnd = seconds();
  }

  /** Whether it is time to save. */
  get due(): boolean {
    return this.seconds() - this.lastSaveEnd >= this.intervalSeconds;
  }

  /** Runs a save and measures it. */
  async measure(save: () => Promise<void>): Promise<void> {
    const start = this.seconds();
    await save();
    this.lastSaveEnd = this.seconds();
    const duration = this.lastSaveEnd - start;
    this.intervalSeconds = Math.max(MIN_INTERVAL_SECONDS, duration / MAX_SAVING_SHARE - duration);
  }
}
