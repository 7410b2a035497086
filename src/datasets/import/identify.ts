/** From what was dropped to files of one kind: archives opened, the systems' own litter ignored, each file told by content. */
import type { InputFile } from '../../protocol/import-preview.ts';
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { baseName, fileEntry, head, type Entry } from '../containers/file-entry.ts';
import { gunzipped, isGzip } from '../containers/gzip.ts';
import { isHidden } from '../formats/path-names.ts';
import { kindOf, namedLikeImage, SNIFFED, type Kind } from '../formats/file-kind.ts';
import { plural, type Opening } from '../formats/sample-source.ts';

export interface Identified {
  kind: Kind;
  entries: Entry[];
  /** Texts beside the data: lists of class names are among them. */
  texts: Entry[];
  warnings: string[];
}

/** Kinds that are data for certain; tables and raw bytes beside them are notes. */
const STRONG: readonly Kind[] = ['idx', 'npy', 'mat', 'parquet', 'cifar', 'tar', 'image'];
/** Of a larger folder of images so many are looked into at first; the others show when they are decoded. */
const IMAGES_SNIFFED = 64;

interface Sorted {
  found: Map<Kind, Entry[]>;
  faults: { path: string; fault: Problem }[];
}

/** @throws Problem `bad-file`, `unsupported` */
export async function identify(files: readonly InputFile[], opening: Opening): Promise<Identified> {
  const shown = files.filter(({ path }) => !isHidden(path));
  if (!shown.length)
    throw new Problem('bad-file', 'The folder is empty: there are no files in it to read.', 'Drop one with data.');
  const sorted: Sorted = { found: new Map(), faults: [] };
  await sortOut(
    shown.map(({ path, file }) => fileEntry(path, file)),
    sorted,
    opening,
  );
  return choose(sorted);
}

async function sortOut(entries: readonly Entry[], sorted: Sorted, opening: Opening): Promise<void> {
  const { signal, onProgress } = opening;
  let images = 0;
  for (const [index, entry] of entries.entries()) {
    throwIfAborted(signal);
    onProgress({ phase: 'Looking into the files', done: index, total: entries.length });
    if (namedLikeImage(entry.path) && ++images > IMAGES_SNIFFED) put(sorted, 'image', entry);
    else await sortOne(entry, sorted, opening);
  }
}

async function sortOne(packed: Entry, sorted: Sorted, opening: Opening): Promise<void> {
  try {
    let entry = packed;
    let start = await head(entry, SNIFFED);
    if (isGzip(start)) {
      entry = await gunzipped(entry);
      start = await head(entry, SNIFFED);
    }
    const kind = kindOf(entry, start);
    if (kind !== 'zip') return put(sorted, kind, entry);
    if (entry.archive || !entry.blob)
      throw new Problem('unsupported', `“${entry.path}” is an archive in an archive.`, 'Unpack the outer one first.');
    const { unzip } = await import('../containers/zip.ts');
    const inside = (await unzip(entry)).filter(({ path }) => !isHidden(path.slice(entry.path.length + 1)));
    if (!inside.length) throw new Problem('bad-file', `“${entry.path}” is empty: there are no files in it to read.`);
    await sortOut(inside, sorted, opening);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    // A broken archive hides an unknown part of the data; a broken file may turn out to be beside the point.
    if (packed.path.endsWith('.zip') || error.message.includes('archive')) throw error;
    sorted.faults.push({ path: packed.path, fault: error });
  }
}

function put({ found }: Sorted, kind: Kind, entry: Entry): void {
  const list = found.get(kind);
  if (list) list.push(entry);
  else found.set(kind, [entry]);
}

function choose({ found, faults }: Sorted): Identified {
  const strong = STRONG.filter((kind) => found.has(kind));
  // In a folder of images whatever else lies there is passed over; elsewhere every broken file may be the missing half.
  const fatal = faults.find(({ path, fault }) =>
    strong[0] === 'image'
      ? namedLikeImage(path) && fault.code !== 'bad-file'
      : fault.code === 'bad-file' || !strong.length,
  );
  if (fatal) throw fatal.fault;
  if (strong.length > 1) {
    const [a, b] = strong.map((kind) => found.get(kind)![0]!.path);
    throw new Problem('unsupported', `“${a}” and “${b}” are of different kinds.`, 'Drop the files of one data set.');
  }
  const kind = strong[0] ?? (['table', 'raw', 'text'] as const).find((one) => found.has(one));
  const texts = found.get('text') ?? [];
  if (!kind || kind === 'text')
    throw (
      faults[0]?.fault ??
      new Problem(
        'unsupported',
        `“${texts[0]?.path ?? 'The file'}” is plain text, not a table.`,
        'Drop images, arrays or a table.',
      )
    );
  const entries = [...found.get(kind)!];
  // An image that is empty or a pointer is an image that does not decode: it is named when its turn comes.
  const broken = kind === 'image' ? faults.filter(({ path }) => namedLikeImage(path)) : [];
  const beside = [...found]
    .filter(([one]) => one !== kind && one !== 'text')
    .flatMap(([, list]) => list.map((one) => one.path));
  const passed = [...beside, ...faults.filter((one) => !broken.includes(one)).map(({ path }) => path)];
  const warnings = passed.length
    ? [
        `${plural(passed.length, 'file')} passed over: ${passed.slice(0, 3).map(baseName).join(', ')}${passed.length > 3 ? ', …' : ''}.`,
      ]
    : [];
  return { kind, entries, texts, warnings };
}
