/** Files that lie twice in a folder, packed by gzip and unpacked, as torchvision leaves them: they count once. */
import { Problem } from '../../protocol/problem.ts';
import { contentSum } from '../containers/content-sum.ts';
import { baseName, type FileEntry } from '../containers/file-entry.ts';
import { gunzip } from '../containers/gzip.ts';

const GZ = /\.gz$/i;

/**
 * The files without packed copies of others.
 * @throws Problem `unsupported` where two files of one name hold different data
 */
export async function withoutPackedCopies(
  entries: readonly FileEntry[],
  signal?: AbortSignal,
): Promise<{ kept: FileEntry[]; copies: FileEntry[] }> {
  if (!entries.some(({ path }) => GZ.test(path))) return { kept: [...entries], copies: [] };
  const plain = new Map(entries.map((entry) => [entry.path, entry]));
  const copies: FileEntry[] = [];
  for (const packed of entries) {
    const unpacked = GZ.test(packed.path) ? plain.get(packed.path.replace(GZ, '')) : undefined;
    if (!unpacked) continue;
    if (!(await isCopy(packed, unpacked, signal)))
      throw new Problem(
        'unsupported',
        `“${packed.path}” and “${baseName(unpacked.path)}” beside it hold different data.`,
        'Drop the one that you mean, or download both again.',
      );
    copies.push(packed);
  }
  const left = new Set(copies);
  return { kept: entries.filter((entry) => !left.has(entry)), copies };
}

async function isCopy(packed: FileEntry, unpacked: FileEntry, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await contentSum(await gunzip(packed), signal)) === (await contentSum(unpacked, signal));
  } catch (error) {
    if (error instanceof Problem && error.code === 'bad-file') return false;
    throw error;
  }
}
