/** What has been prepared and is kept in this browser: looked at, taken out as a file and in from one, put away and back. */
import { isReady, type AssetInfo } from '../../../protocol/assets.ts';
import type { Traces } from '../../../protocol/asset-progress.ts';
import type { DataApi } from '../../../../workers/data/api.ts';
import { download, fileName } from '../downloads.ts';
import type { Messages } from '../messages.svelte.ts';

/** How an asset's file is called. */
export const ASSET_FILE = '.asset';

/** Bytes of an asset that is held at hand after its deletion, at most. */
const UNDONE = 2 ** 27;

/** What the list needs of the data worker. */
type Data = Pick<DataApi, 'assets' | 'assetTraces' | 'deleteAsset' | 'exportAsset' | 'importAsset'>;

export class Assets {
  /** The newest first. */
  list = $state.raw<AssetInfo[]>([]);
  /** Ids of those that are being packed, which may take a while. */
  busy = $state.raw<readonly string[]>([]);
  /** Whether a file is being unpacked. */
  unpacking = $state(false);

  constructor(
    private readonly openData: () => Data,
    private readonly messages: Pick<Messages, 'say'>,
    private readonly attempt: (action: () => Promise<unknown>) => Promise<void>,
    /** There is more room, or less. */
    private readonly onChange: () => Promise<void>,
  ) {}

  async refresh(): Promise<void> {
    this.list = await this.openData().assets();
  }

  traces(id: string): Promise<Traces> {
    return this.openData().assetTraces(id);
  }

  /** @throws Problem `missing` */
  async export(asset: AssetInfo): Promise<void> {
    const file = await this.while(asset.id, () => this.openData().exportAsset(asset.id));
    download(`${fileName(asset.name)}${ASSET_FILE}`, 'application/octet-stream', file);
  }

  /** @throws Problem `bad-file`, `unsupported`, `full`, `busy` */
  async import(file: Blob): Promise<void> {
    this.unpacking = true;
    const { name, done, total } = await this.openData()
      .importAsset(file)
      .finally(() => (this.unpacking = false));
    await this.changed();
    this.messages.say(
      isReady({ done, total })
        ? `“${name}” is in this browser, and runs that need it have it.`
        : `“${name}” is in this browser; the next run that needs it goes on from step ${done.toLocaleString('en')}.`,
    );
  }

  /**
   * Unless it is very large, its file stays at hand for as long as the message offers to take it back.
   * @throws Problem `busy` while a run works with it
   */
  async delete(asset: AssetInfo): Promise<void> {
    const file = await this.while(asset.id, async () => {
      const copy = asset.bytes <= UNDONE ? await this.openData().exportAsset(asset.id) : undefined;
      await this.openData().deleteAsset(asset.id);
      return copy;
    });
    await this.changed();
    const back = async (): Promise<void> => {
      await this.openData().importAsset(file!);
      await this.changed();
    };
    const undo = file && { label: 'Undo', run: () => void this.attempt(back) };
    this.messages.say(`“${asset.name}” is deleted.`, undo);
  }

  private async changed(): Promise<void> {
    await Promise.all([this.refresh(), this.onChange()]);
  }

  private async while<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.busy = [...this.busy, id];
    try {
      return await work();
    } finally {
      this.busy = this.busy.filter((one) => one !== id);
    }
  }
}
