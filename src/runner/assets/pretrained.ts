/** Assets shipped with the page, so that costly ones are available at once. */
import { isReady, type AssetInfo } from '../../protocol/assets.ts';
import { Problem } from '../../protocol/problem.ts';
import { decodeAsset } from '../../storage/asset-file.ts';
import { storeDecoded } from '../../storage/asset-transfer.ts';
import type { Database } from '../../storage/database.ts';

/** File of the asset with this key; undefined where none is shipped. Rejects where it cannot be fetched. */
export type PretrainedSource = (id: string) => Promise<Blob | undefined>;

/**
 * Fetches a shipped asset and stores it like one that was built here. Where there is none, or the file is damaged, the caller builds
 * the asset, with the same result.
 * @param ids keys under which it may be shipped, in order of preference
 * @param as the record to store it under
 * @returns that record; undefined without such an asset
 * @throws Problem `full`, since a built asset would have no room either
 */
export async function storePretrained(
  { db, pretrained }: { db: Database; pretrained?: PretrainedSource | undefined },
  ids: readonly string[],
  as: (shipped: AssetInfo) => AssetInfo = (info) => info,
): Promise<AssetInfo | undefined> {
  for (const id of ids) {
    try {
      const file = await pretrained?.(id);
      if (!file) continue;
      const { info, arrays } = await decodeAsset(file);
      if (info.id === id && isReady(info))
        return await storeDecoded(db, { info: { ...as(info), updated: Date.now() }, arrays });
    } catch (error) {
      if (error instanceof Problem && error.code === 'full') throw error;
    }
  }
  return undefined;
}
