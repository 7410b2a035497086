/** A tar beside its unpacked batches, or dropped twice: the same data, which count once. */
import { Problem } from '../../../protocol/problem.ts';
import { contentSum } from '../../containers/content-sum.ts';
import { baseName, readStart, type FileEntry } from '../../containers/file-entry.ts';
import { isTar, untar } from '../../containers/tar.ts';

const TAR_HEADER_BYTES = 512;

export const isTarEntry = async (entry: FileEntry): Promise<boolean> => isTar(await readStart(entry, TAR_HEADER_BYTES));

/**
 * The files without tars whose data the others hold.
 * @param isBatch whether a path in a tar is one of the files that hold the data
 * @throws Problem `unsupported` where a tar holds other data than the other files
 */
export async function withoutRepeatedTars(
  entries: readonly FileEntry[],
  isBatch: (path: string) => boolean,
  signal?: AbortSignal,
): Promise<{ kept: FileEntry[]; copies: FileEntry[] }> {
  const tars: FileEntry[] = [];
  const plain: FileEntry[] = [];
  for (const entry of entries) ((await isTarEntry(entry)) ? tars : plain).push(entry);
  const kept = plain.length ? plain : tars.slice(0, 1);
  const copies = tars.filter((one) => !kept.includes(one));
  for (const copy of copies) {
    const same = plain.length
      ? await holdsTheSame(copy, { files: plain, isBatch, signal })
      : (await contentSum(copy, signal)) === (await contentSum(kept[0]!, signal));
    if (!same)
      throw new Problem('unsupported', `“${copy.path}” and “${kept[0]!.path}” are two data sets.`, 'Drop one of them.');
  }
  return { kept, copies };
}

async function holdsTheSame(
  tar: FileEntry,
  {
    files,
    isBatch,
    signal,
  }: { files: readonly FileEntry[]; isBatch(path: string): boolean; signal: AbortSignal | undefined },
): Promise<boolean> {
  const byName = new Map(files.map((file) => [baseName(file.path).replace(/\.gz$/i, ''), file]));
  let same = 0;
  for await (const { path, stream } of untar(tar, signal)) {
    if (!isBatch(path)) continue;
    const twin = byName.get(baseName(path));
    if (!twin || (await contentSum({ stream }, signal)) !== (await contentSum(twin, signal))) return false;
    same++;
  }
  return same > 0 && same === files.length;
}
