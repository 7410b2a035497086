/** Manual operations on assets: delete (while no run uses them), export to a file, import from a file. */
import { assetLockPrefix, isReady, type AssetInfo } from '../protocol/assets.ts';
import { Problem } from '../protocol/problem.ts';
import { decodeAsset, encodeAsset, type DecodedAsset } from './asset-file.ts';
import { deleteAsset, findAsset, readAsset, saveAsset } from './assets.ts';
import type { Database } from './database.ts';

/** Record in a file, with the lengths of pieces, so that an array stored in pieces is stored in pieces again. */
type FileAssetInfo = AssetInfo & { pieces?: Record<string, number> };

/** @param held names of the locks of all tabs. @throws Problem `busy` while a run uses the asset */
export async function deleteUnusedAsset(db: Database, id: string, held: readonly string[]): Promise<void> {
  await refuseWhileUsed(db, id, held);
  await deleteAsset(db, id);
}

/** Bytes of an exported asset at most: all of it is in memory at once. */
const MAX_FILE_BYTES = 2 ** 30;

/** @throws Problem `missing`, `unfit` where it is too large */
export async function exportAsset(db: Database, id: string): Promise<Blob> {
  const info = await findAsset(db, id);
  if (!info) throw missingAsset();
  if (info.bytes > MAX_FILE_BYTES)
    throw new Problem(
      'unfit',
      `“${info.name}” is too large for a file.`,
      'Prepare it again in the browser that needs it.',
    );
  const stored = await readAsset(db, id);
  if (!stored) throw missingAsset();
  const fileInfo: FileAssetInfo = { ...stored.info, pieces: stored.pieces };
  return encodeAsset(fileInfo, stored.arrays);
}

const missingAsset = (): Problem => new Problem('missing', 'The asset to export is no longer in this browser.');

/**
 * Stores the asset of a file, unless the same asset is stored already with at least as many finished units. Files of version
 * 0.1.0 are stored under the key of that version; the first run that needs them moves them to the current key.
 * @returns the stored asset
 * @throws Problem `bad-file`, `unsupported`, `full`, and `busy` while a run uses the asset to be replaced
 */
export async function importAsset(
  db: Database,
  file: Blob,
  held: () => Promise<readonly string[]>,
): Promise<AssetInfo> {
  const decoded = await decodeAsset(file);
  const { info } = decoded;
  const existing = await findAsset(db, info.id);
  if (existing && (isReady(existing) || existing.done >= info.done)) return existing;
  if (existing) await refuseWhileUsed(db, info.id, await held());
  return storeDecoded(db, decoded);
}

/**
 * Stores the content of a file: the arrays in pieces of its lengths, the record without these lengths.
 * @throws Problem `full`
 */
export async function storeDecoded(db: Database, { info: fileInfo, arrays }: DecodedAsset): Promise<AssetInfo> {
  const { pieces, ...info }: FileAssetInfo = fileInfo;
  await saveAsset(db, info, arrays, pieces);
  return info;
}

async function refuseWhileUsed(db: Database, id: string, held: readonly string[]): Promise<void> {
  if (!held.some((name) => name.startsWith(assetLockPrefix(id)))) return;
  const info = await findAsset(db, id);
  throw new Problem(
    'busy',
    `A run is using “${info?.name ?? id}”, here or in another tab.`,
    'Pause or stop that run first.',
  );
}
