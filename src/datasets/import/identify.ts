/** From what was dropped to files of one kind: archives opened, the systems' own litter ignored, each file told by content. */
import type { InputFile } from '../../protocol/import-preview.ts';
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { baseName, entryOf, readStart, type FileEntry } from '../containers/file-entry.ts';
import { gunzip, isGzip } from '../containers/gzip.ts';
import { isHidden } from '../formats/path-names.ts';
import { detectKind, hasImageExtension, SNIFF_BYTES, type FileKind } from '../formats/file-kind.ts';
import { plural, type ReadOptions } from '../formats/sample-source.ts';

export interface IdentifiedFiles {
  kind: FileKind;
  entries: FileEntry[];
  /** Texts beside the data: lists of class names are among them. */
  texts: FileEntry[];
  warnings: string[];
}

/** Kinds that are data for certain; tables and raw bytes beside them are notes. */
const DATA_KINDS: readonly FileKind[] = ['idx', 'npy', 'mat', 'parquet', 'cifar', 'tar', 'image'];
/** Of a larger folder of images so many are looked into at first; the others show when they are decoded. */
const IMAGES_SNIFFED = 64;

interface FilesByKind {
  found: Map<FileKind, FileEntry[]>;
  faults: { path: string; fault: Problem }[];
}

/** @throws Problem `bad-file`, `unsupported` */
export async function identify(files: readonly InputFile[], opening: ReadOptions): Promise<IdentifiedFiles> {
  const shown = files.filter(({ path }) => !isHidden(path));
  if (!shown.length)
    throw new Problem('bad-file', 'The folder is empty: there are no files in it to read.', 'Drop one with data.');
  const sorted: FilesByKind = { found: new Map(), faults: [] };
  await identifyAll(
    shown.map(({ path, file }) => entryOf(path, file)),
    sorted,
    opening,
  );
  return chooseKind(sorted);
}

async function identifyAll(entries: readonly FileEntry[], sorted: FilesByKind, opening: ReadOptions): Promise<void> {
  const { signal, onProgress } = opening;
  let images = 0;
  for (const [index, entry] of entries.entries()) {
    throwIfAborted(signal);
    onProgress({ phase: 'Identifying the files', done: index, total: entries.length });
    if (hasImageExtension(entry.path) && ++images > IMAGES_SNIFFED) addEntry(sorted, 'image', entry);
    else await identifyOne(entry, sorted, opening);
  }
}

async function identifyOne(packed: FileEntry, sorted: FilesByKind, opening: ReadOptions): Promise<void> {
  try {
    let entry = packed;
    let start = await readStart(entry, SNIFF_BYTES);
    if (isGzip(start)) {
      entry = await gunzip(entry);
      start = await readStart(entry, SNIFF_BYTES);
    }
    const kind = detectKind(entry, start);
    if (kind !== 'zip') return addEntry(sorted, kind, entry);
    if (entry.archive || !entry.blob)
      throw new Problem('unsupported', `“${entry.path}” is an archive in an archive.`, 'Unpack the outer one first.');
    const { unzip } = await import('../containers/zip.ts');
    const inside = (await unzip(entry)).filter(({ path }) => !isHidden(path.slice(entry.path.length + 1)));
    if (!inside.length) throw new Problem('bad-file', `“${entry.path}” is empty: there are no files in it to read.`);
    await identifyAll(inside, sorted, opening);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    // A broken archive hides an unknown part of the data; a broken file may turn out to be beside the point.
    if (packed.path.endsWith('.zip') || error.message.includes('archive')) throw error;
    sorted.faults.push({ path: packed.path, fault: error });
  }
}

function addEntry({ found }: FilesByKind, kind: FileKind, entry: FileEntry): void {
  const list = found.get(kind);
  if (list) list.push(entry);
  else found.set(kind, [entry]);
}

function chooseKind({ found, faults }: FilesByKind): IdentifiedFiles {
  const strong = DATA_KINDS.filter((kind) => found.has(kind));
  // In a folder of images whatever else lies there is passed over; elsewhere every broken file may be the missing half.
  const fatal = faults.find(({ path, fault }) =>
    strong[0] === 'image'
      ? hasImageExtension(path) && fault.code !== 'bad-file'
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
  const broken = kind === 'image' ? faults.filter(({ path }) => hasImageExtension(path)) : [];
  const beside = [...found]
    .filter(([one]) => one !== kind && one !== 'text')
    .flatMap(([, list]) => list.map((one) => one.path));
  const passed = [...beside, ...faults.filter((one) => !broken.includes(one)).map(({ path }) => path)];
  const warnings = passed.length
    ? [
        `${plural(passed.length, 'file')} ignored: ${passed.slice(0, 3).map(baseName).join(', ')}${passed.length > 3 ? ', …' : ''}.`,
      ]
    : [];
  return { kind, entries, texts, warnings };
}
