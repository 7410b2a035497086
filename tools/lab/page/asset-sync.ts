/** Keeps assets beyond this browser: imports the process's files, and exports new assets as downloads. */
import { download } from '../../../src/app/state/downloads.ts';
import type { AssetInfo } from '../../../src/protocol/assets.ts';
import type { DataApi } from '../../../workers/data/api.ts';

/** Milliseconds between two exports of changed assets. */
const POLL_INTERVAL_MS = 30_000;

declare global {
  interface Window {
    /** Announces a download of this name; the process waits for it before it ends. */
    keep(name: string): Promise<void>;
  }
}

export interface AssetSync {
  /** Exports a last time. */
  end(): Promise<void>;
}

/** Features and indices are large and quick to build from the rest, so they are not exported. */
const isExported = ({ recipe: { kind } }: AssetInfo): boolean => kind !== 'features' && kind !== 'index';

/** Imports the given files; exports changed assets, unfinished ones too, regularly and at the end. */
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
  // the next export repeats a failed one; the last one throws
  const timer = setInterval(() => (last = last.then(exportChanged).catch(() => undefined)), POLL_INTERVAL_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await last;
      await exportChanged();
    },
  };
}
