/** Data that were dropped twice, as an archive beside its unpacked folder or as two archives of the same files: they count once. */
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { contentSum } from '../containers/content-sum.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import { plural } from '../plural.ts';
import type { FindingsList } from '../sources/findings.ts';
import { partFromPath } from '../sources/path-names.ts';
import type { ReadOptions } from '../sources/sample-source.ts';
import { naturalOrder } from '../tables/labels.ts';

/** Of an archive's files, this share must be elsewhere too. */
const MIN_SHARE = 0.5;
/** Files being read at a time. */
const MAX_CONCURRENT_READS = 32;

/** Files of an archive that are also elsewhere. */
export interface RepeatedArchive {
  archive: string;
  /** The archive that has them too; undefined for files that lie unpacked. */
  other: string | undefined;
  /** Files in the archive. */
  total: number;
  equal: FileEntry[];
  /** Files with the name and place of others, but with other bytes; then none is left out. */
  different: number;
}

type Reading = Pick<ReadOptions, 'onProgress' | 'signal'>;

/**
 * The archives of which at least half of the files are elsewhere too, in the same folders and with the same bytes.
 * @param entries all files, those in archives among them
 * @throws Problem `cancelled`
 */
export async function findRepeated(entries: readonly FileEntry[], reading: Reading): Promise<RepeatedArchive[]> {
  if (!entries.some(({ archive }) => archive)) return [];
  const groups = new Map<string | undefined, FileEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.archive);
    if (group) group.push(entry);
    else groups.set(entry.archive, [entry]);
  }
  const archives = [...groups.keys()].filter((one) => one !== undefined);
  // Of “a.zip” and “a (1).zip” the second is the copy.
  archives.sort((a, b) => a.length - b.length || naturalOrder(a, b));
  const found: RepeatedArchive[] = [];
  for (const [at, archive] of archives.entries())
    for (const other of [undefined, ...archives.slice(0, at)]) {
      const left = new Set(found.flatMap(({ different, equal }) => (different ? [] : equal)));
      const [mine, others] = [archive, other].map((one) => (groups.get(one) ?? []).filter((file) => !left.has(file)));
      if (!mine!.length || !others!.length) continue;
      const { equal, different } = await compare(mine!, others!, reading);
      if (equal.length && equal.length >= MIN_SHARE * mine!.length && equal.length > different)
        found.push({ archive, other, total: mine!.length, equal, different });
    }
  return found;
}

/** Tells what is left out, and what counts twice. */
export function tellRepeated(findings: FindingsList, repeated: readonly RepeatedArchive[]): void {
  for (const { archive, other, total, equal, different } of repeated) {
    const where = other === undefined ? 'also lie unpacked beside it' : `are also in “${other}”`;
    const files = plural(equal.length, 'file');
    if (different)
      findings.warn(
        'archive-overlaps',
        `${files} of “${archive}” ${where} and count twice, because ${different.toLocaleString('en')} of the same names hold other data.`,
      );
    else findings.warn('archive-repeated', `${files} of “${archive}” ${where}: the same data count once.`);
    if (different) continue;
    const why = `The same data ${other === undefined ? 'lie unpacked beside the archive' : `are in “${other}”`}.`;
    if (equal.length === total) findings.passOver(archive, why);
    else for (const { path } of equal) findings.passOver(path, why);
  }
}

async function compare(
  mine: readonly FileEntry[],
  others: readonly FileEntry[],
  { onProgress, signal }: Reading,
): Promise<Pick<RepeatedArchive, 'equal' | 'different'>> {
  const pairs = pairsOf(mine, others);
  const sameSize = pairs.filter(([a, b]) => !a.sizeKnown || !b.sizeKnown || a.size === b.size);
  const result = { equal: [] as FileEntry[], different: pairs.length - sameSize.length };
  if (sameSize.length < MIN_SHARE * mine.length) return result;
  for (let from = 0; from < sameSize.length; from += MAX_CONCURRENT_READS) {
    throwIfAborted(signal);
    onProgress({ phase: 'Comparing files in an archive with others', done: from, total: sameSize.length });
    const some = sameSize.slice(from, from + MAX_CONCURRENT_READS);
    const same = await Promise.all(some.map(([a, b]) => sameContent(a, b, signal)));
    for (const [i, [a]] of some.entries())
      if (same[i]) result.equal.push(a);
      else result.different++;
  }
  return result;
}

/** A file that cannot be read is like no other. */
async function sameContent(a: FileEntry, b: FileEntry, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await contentSum(a, signal)) === (await contentSum(b, signal));
  } catch (error) {
    if (error instanceof Problem && error.code === 'bad-file') return false;
    throw error;
  }
}

/** Below its archive, without the ending of a packed file. */
const placeOf = ({ path, archive }: FileEntry): string =>
  (archive ? path.slice(archive.length + 1) : path).replace(/\.gz$/i, '').normalize('NFC');

/** The part that a folder, or the file's name, says. */
const partOf = ({ path }: FileEntry): string | undefined => path.split('/').map(partFromPath).find(Boolean);

/** A place with and without its outer folders, the longest first. */
const endsOf = (place: string): string[] => {
  const steps = place.split('/');
  return steps.map((_, i) => steps.slice(i).join('/'));
};

/** Files of the same place: an archive may be packed with or without the folders around it. */
function pairsOf(mine: readonly FileEntry[], others: readonly FileEntry[]): [FileEntry, FileEntry][] {
  const whole = new Map(others.map((one) => [placeOf(one), one]));
  // null where several end alike.
  const byEnd = new Map<string, FileEntry | null>();
  for (const [place, one] of whole) for (const end of endsOf(place)) byEnd.set(end, byEnd.has(end) ? null : one);
  return mine.flatMap((one): [FileEntry, FileEntry][] => {
    const place = placeOf(one);
    const within = endsOf(place).map((end) => whole.get(end));
    const twin = byEnd.get(place) ?? within.find(Boolean);
    const [part, twinPart] = [one, twin].map((file) => file && partOf(file));
    return twin && !(part && twinPart && part !== twinPart) ? [[one, twin]] : [];
  });
}
