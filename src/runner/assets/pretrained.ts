/** Assets that come with the page, so that what is dear to prepare is there in the first minute. */
import { isReady, type AssetInfo } from '../../protocol/assets.ts';
import { Problem } from '../../protocol/problem.ts';
import { decodeAsset } from '../../storage/asset-file.ts';
import { saveAsset } from '../../storage/assets.ts';
import type { Database } from '../../storage/database.ts';

/** The file of the asset with this key; undefined where none comes with the page. Rejects where it cannot be had. */
export type PretrainedSource = (id: string) => Promise<Blob | undefined>;

/**
 * Fetches the asset, and keeps it like one that was prepared here. Without it the asset is prepared: that takes longer and
 * comes to the same, so that whatever is wrong with the file is no reason to stop.
 * @returns its record once it is in the store; undefined where it is not to be had
 * @throws Problem `full`: what is prepared in its place would not find room either
 */
export async function storePretrained(
  db: Database,
  pretrained: PretrainedSource | undefined,
  id: string,
): Promise<AssetInfo | undefined> {
  try {
    const file = await pretrained?.(id);
    if (!file) return undefined;
    const { info, arrays } = await decodeAsset(file);
    if (info.id !== id || !isReady(info)) return undefined;
    const stored = { ...info, updated: Date.now() };
    await saveAsset(db, stored, arrays);
    return stored;
  } catch (error) {
    if (error instanceof Problem && error.code === 'full') throw error;
    return undefined;
  }
}
