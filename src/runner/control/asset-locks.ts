/** The assets that a run works with, held by locks while it goes, so that nobody deletes them under it. */
import { assetLock } from '../../protocol/assets.ts';
import type { Locks } from './locks.ts';

export class Holds {
  /** How to give each back; undefined while the run rests. */
  private readonly held = new Map<string, (() => void) | undefined>();

  constructor(
    private readonly locks: Locks,
    private readonly runId: string,
  ) {}

  /** From here on, and again whenever the run goes on. */
  async hold(asset: string): Promise<void> {
    if (this.held.get(asset)) return;
    this.held.set(asset, undefined);
    // the name is this run's alone, and the run this tab's: nobody else can have it
    this.held.set(asset, await this.locks.take(assetLock(asset, this.runId)));
  }

  async takeAgain(): Promise<void> {
    await Promise.all([...this.held.keys()].map((asset) => this.hold(asset)));
  }

  release(): void {
    for (const [asset, release] of this.held) {
      release?.();
      this.held.set(asset, undefined);
    }
  }
}
