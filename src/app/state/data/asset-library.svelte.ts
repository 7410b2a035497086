/** Trained assets in this browser: listed, exported, imported, deleted with undo. */
import { isReady, type AssetInfo } from '../../../protocol/assets.ts';
import type { TrainingTrace } from '../../../protocol/asset-progress.ts';
import type { DataApi } from '../../../../workers/data/api.ts';
import { download, safeFileName } from '../downloads.ts';
import type { Messages } from '../messages.svelte.ts';

/** Extension of asset files. */
export const ASSET_EXTENSION = '.asset';

/** Bytes of a deleted asset that is kept for undo, at most. */
const MAX_UNDO_BYTES = 2 ** 27;

/** The data worker's methods for assets. */
type AssetApi = Pick<DataApi, 'assets' | 'assetTrace' | 'deleteAsset' | 'exportAsset' | 'importAsset'>;

/** The parts of the page that it needs. */
interface AssetLibraryPage {
  openData(): AssetApi;
  messages: Pick<Messages, 'notify'>;
  attempt(action: () => Promise<unknown>): Promise<void>;
  /** Called when the storage in use has changed. */
  onChange(): Promise<void>;
}

export class AssetLibrary {
  /** The newest first. */
  list = $state.raw<AssetInfo[]>([]);
  /** Ids of assets being packed. */
  busy = $state.raw<readonly string[]>([]);
  /** Whether a file is being unpacked. */
  unpacking = $state(false);

  constructor(private readonly page: AssetLibraryPage) {}

  async refresh(): Promise<void> {
    this.list = await this.page.openData().assets();
  }

  trainingTrace(id: string): Promise<TrainingTrace> {
    return this.page.openData().assetTrace(id);
  }

  /** @throws Problem `missing` */
  async export(asset: AssetInfo): Promise<void> {
    const file = await this.whileBusy(asset.id, () => this.page.openData().exportAsset(asset.id));
    download(`${safeFileName(asset.name)}${ASSET_EXTENSION}`, 'application/octet-stream', file);
  }

  /** @throws Problem `bad-file`, `unsupported`, `full`, `busy` */
  async import(file: Blob): Promise<void> {
    this.unpacking = true;
    const { name, done, total } = await this.page
      .openData()
      .importAsset(file)
      .finally(() => (this.unpacking = false));
    await this.afterChange();
    this.page.messages.notify(
      isReady({ done, total })
        ? `“${name}” is stored in this browser and ready for use.`
        : `“${name}” is in this browser; the next run that needs it resumes at step ${done.toLocaleString('en')}.`,
    );
  }

  /**
   * Unless it is very large, a copy is kept while the message offers Undo.
   * @throws Problem `busy` while a run uses it
   */
  async delete(asset: AssetInfo): Promise<void> {
    const file = await this.whileBusy(asset.id, async () => {
      const copy = asset.bytes <= MAX_UNDO_BYTES ? await this.page.openData().exportAsset(asset.id) : undefined;
      await this.page.openData().deleteAsset(asset.id);
      return copy;
    });
    await this.afterChange();
    const back = async (): Promise<void> => {
      await this.page.openData().importAsset(file!);
      await this.afterChange();
    };
    const undo = file && { label: 'Undo', run: () => void this.page.attempt(back) };
    this.page.messages.notify(`“${asset.name}” is deleted.`, undo);
  }

  private async afterChange(): Promise<void> {
    await Promise.all([this.refresh(), this.page.onChange()]);
  }

  private async whileBusy<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.busy = [...this.busy, id];
    try {
      return await work();
    } finally {
      this.busy = this.busy.filter((one) => one !== id);
    }
  }
}
