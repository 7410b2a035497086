/** Locks on the assets of an active run, so that they are not deleted while it uses them. */
import { assetLockName } from '../../protocol/assets.ts';
import type { Locks } from './locks.ts';

export class AssetLocks {
  /** Release function by asset; undefined while the run is paused. */
  private readonly releases = new Map<string, (() => void) | undefined>();

  constructor(
    private readonly locks: Locks,
    private readonly runId: string,
  ) {}

  /** Holds the lock from now on, and again whenever the run is resumed. */
  async acquire(asset: string): Promise<void> {
    if (this.releases.get(asset)) return;
    this.releases.set(asset, undefined);
    // the name has the run's id, and this tab holds the run: the lock is free
    this.releases.set(asset, await this.locks.acquire(assetLockName(asset, this.runId)));
  }

  async reacquireAll(): Promise<void> {
    await Promise.all([...this.releases.keys()].map((asset) => this.acquire(asset)));
  }

  releaseAll(): void {
    for (const [asset, release] of this.releases) {
      release?.();
      this.releases.set(asset, undefined);
    }
  }
}
