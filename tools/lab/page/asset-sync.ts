/** What was prepared at cost, kept beyond the browser that prepared it: given to the process as downloads, and taken from files. */
import { download } from '../../../src/app/state/downloads.ts';
import type { AssetInfo } from '../../../src/protocol/assets.ts';
import type { DataApi } from '../../../workers/data/api.ts';

/** Milliseconds between two looks at what has been prepared since. */
const POLL_INTERVAL_MS = 30_000;

declare global {
  interface Window {
    /** Says that a file of this name is about to leave; the process waits for it before it ends. */
    keep(name: string): Promise<void>;
  }
}

export interface AssetSync {
  /** Looks a last time. */
  end(): Promise<void>;
}

/** Features and neighbours are made of the rest in a fraction of its time, and are many times as large. */
const isExported = ({ recipe: { kind } }: AssetInfo): boolean => kind !== 'features' && kind !== 'index';

/** Takes what the process gave; gives it what is new, half-made things too, from time to time and at the end. */
export async function startAssetSync(data: DataApi, given: Iterable<File>): Promise<AssetSync> {
  for (const file of given) await data.importAsset(file);
  const exportedAt = new Map<string, number>();
  for (const { id, updated } of await data.assets()) exportedAt.set(id, updated);
  const exportChanged = async (): Promise<void> => {
    for (const info of (await data.assets()).filter(isExported)) {
      if (exportedAt.get(info.id) === info.updated) continue;
      const file = await data.exportAsset(info.id);
      const name = `${info.id}.asset`;
      await window.keep(name);
      download(name, 'application/octet-stream', file);
      exportedAt.set(info.id, info.updated);
    }
  };
  let last = Promise.resolve();
  // one that fails is made up for by the next, and the last one tells
  const timer = setInterval(() => (last = last.then(exportChanged).catch(() => undefined)), POLL_INTERVAL_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await last;
      await exportChanged();
    },
  };
}
