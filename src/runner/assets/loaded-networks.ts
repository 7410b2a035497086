/**
 * Trained networks that a run keeps on the device between its steps, so that a step does not read them from the database
 * again. A session takes a network out while it uses it, and puts it back: a network has one owner at a time, who disposes of it.
 */
import { disposeOf, type ReadyAsset } from './ready-asset.ts';

/** Bytes of weights that a run may keep between steps: the paper's largest generator with its critic has 60 MB. */
const MAX_BYTES = 256 * 2 ** 20;
/** The same while the run is paused, when others may need the device. */
export const MAX_PAUSED_BYTES = 32 * 2 ** 20;

interface Loaded {
  asset: ReadyAsset;
  bytes: number;
}

export class LoadedNetworks {
  /** By asset, in the order of use, the least recently used first. */
  private readonly entries = new Map<string, Loaded>();
  private bytes = 0;
  private closed = false;

  /** @param limit bytes; with 0 every step loads its networks again */
  constructor(private readonly limit = MAX_BYTES) {}

  /** The network, which now belongs to the caller; undefined where it is not loaded or somebody uses it. */
  take(id: string): ReadyAsset | undefined {
    const found = this.entries.get(id);
    if (!found) return undefined;
    this.entries.delete(id);
    this.bytes -= found.bytes;
    return found.asset;
  }

  /** Keeps a network whose user has finished; where there is no room, the ones that were used least recently go. */
  put(asset: ReadyAsset, bytes: number): void {
    const { id } = asset.info;
    if (this.closed || this.entries.has(id)) return disposeOf(asset);
    this.entries.set(id, { asset, bytes });
    this.bytes += bytes;
    this.shrinkTo(this.limit);
  }

  /** Disposes of networks, those used least recently first, until no more than so many bytes are kept. */
  shrinkTo(limit: number): void {
    for (const id of this.entries.keys()) {
      if (this.bytes <= limit) return;
      disposeOf(this.take(id)!);
    }
  }

  /** Disposes of all networks, and of those that are put back later. */
  close(): void {
    this.closed = true;
    this.shrinkTo(0);
  }
}
