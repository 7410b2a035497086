/** Assets as a person handles them: put away while nobody works with them, taken out as a file and in from one. */
import { assetLockPrefix, isReady, type AssetInfo } from '../protocol/assets.ts';
import { Problem } from '../protocol/problem.ts';
import { decodeAsset, encodeAsset } from './asset-file.ts';
import { deleteAsset, findAsset, readAsset, saveAsset } from './assets.ts';
import type { Database } from './database.ts';

/** In a file: an array that was kept piece by piece is to be read so again. */
type FileAssetInfo = AssetInfo & { pieces?: Record<string, number> };

/** @param held the locks that there are, over all tabs. @throws Problem `busy` while a run works with it */
export async function deleteUnusedAsset(db: Database, id: string, held: readonly string[]): Promise<void> {
  await refuseWhileUsed(db, id, held);
  await deleteAsset(db, id);
}

/** Bytes of an asset that is to be a file: all of it has to be in memory. */
const MAX_FILE_BYTES = 2 ** 30;

/** @throws Problem `missing`, `unfit` where it is too large */
export async function exportAsset(db: Database, id: string): Promise<Blob> {
  const info = await findAsset(db, id);
  if (!info) throw missingAsset();
  if (info.bytes > MAX_FILE_BYTES)
    throw new Problem('unfit', `“${info.name}” is too large for a file.`, 'Prepare it again where it is needed.');
  const stored = await readAsset(db, id);
  if (!stored) throw missingAsset();
  const fileInfo: FileAssetInfo = { ...stored.info, pieces: stored.pieces };
  return encodeAsset(fileInfo, stored.arrays);
}

const missingAsset = (): Problem => new Problem('missing', 'The asset to export is no longer in this browser.');

/**
 * Keeps what the file holds, unless the same is here already and has come as far.
 * @returns the asset as it is here now
 * @throws Problem `bad-file`, `unsupported`, `full`, and `busy` while a run works with what it would replace
 */
export async function importAsset(
  db: Database,
  file: Blob,
  held: () => Promise<readonly string[]>,
): Promise<AssetInfo> {
  const { info: fileInfo, arrays } = await decodeAsset(file);
  const { pieces, ...info }: FileAssetInfo = fileInfo;
  const existing = await findAsset(db, info.id);
  if (existing && (isReady(existing) || existing.done >= info.done)) return existing;
  if (existing) await refuseWhileUsed(db, info.id, await held());
  await saveAsset(db, info, arrays, pieces);
  return info;
}

async function refuseWhileUsed(db: Database, id: string, held: readonly string[]): Promise<void> {
  if (!held.some((name) => name.startsWith(assetLockPrefix(id)))) return;
  const info = await findAsset(db, id);
  throw new Problem(
    'busy',
    `A run is working with “${info?.name ?? id}”, here or in another tab.`,
    'Pause or stop that run first.',
  );
}
