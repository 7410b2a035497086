/** From dropped files to files of one format: unpacks archives and shows every file to every format in the list. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import type { InputFile } from '../../protocol/import/import-preview.ts';
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { baseName, entryOf, readAll, readStart, type FileEntry } from '../containers/file-entry.ts';
import { gunzip, isGzip } from '../containers/gzip.ts';
import { isZip, unzip } from '../containers/zip.ts';
import { hasExtension, isText } from '../formats/file-head.ts';
import { EVIDENCE, HEAD_BYTES, type Format } from '../formats/format.ts';
import { formats } from '../formats/index.ts';
import { refuseUnreadable, refuseUnreadableArchive } from '../formats/unreadable.ts';
import { listed, plural } from '../plural.ts';
import { isHidden } from '../sources/path-names.ts';
import { FindingsList } from '../sources/findings.ts';
import type { ReadOptions } from '../sources/sample-source.ts';
import { naturalOrder } from '../tables/labels.ts';
import { offerNameEncoding, type EncodedNames } from './archive-names.ts';
import { withoutPackedCopies } from './packed-copies.ts';
import { findRepeated, tellRepeated } from './repeated-archives.ts';

export interface IdentifiedFiles {
  format: Format;
  /** In natural order of their paths. */
  entries: FileEntry[];
  /** Text files beside the data, such as lists of class names. */
  notes: FileEntry[];
  /** Files that were passed over, and the encoding of names. */
  findings: FindingsList;
  /** The encoding of names as it was chosen. */
  nameEncoding: string | undefined;
}

/** Of formats with a sample per file, so many files are looked into; the others are taken by their extension. */
const MAX_FILES_LOOKED_INTO = 64;
/** In bytes, before its arrays are unpacked. */
const MAX_NPZ_IN_ZIP = 512 * 2 ** 20;

interface SortedFiles {
  byFormat: Map<Format, FileEntry[]>;
  /** Texts that are not tables. */
  texts: FileEntry[];
  unrecognised: FileEntry[];
  faults: { entry: FileEntry; problem: Problem }[];
  /** Packed copies of files beside them. */
  copies: FileEntry[];
  /** Archives with names that are not UTF-8. */
  renamed: EncodedNames[];
}

/** @throws Problem `bad-file`, `unsupported` */
export async function identify(files: readonly InputFile[], opening: ReadOptions): Promise<IdentifiedFiles> {
  const shown = files.filter(({ path }) => !isHidden(path));
  if (!shown.length)
    throw new Problem('bad-file', 'The folder is empty: there are no files in it to read.', 'Drop one with data.');
  const sorted: SortedFiles = {
    ...{ byFormat: new Map<Format, FileEntry[]>(), texts: [], unrecognised: [] },
    ...{ faults: [], copies: [], renamed: [] },
  };
  await sortAll(
    shown.map(({ path, file }) => entryOf(path, file)),
    sorted,
    opening,
  );
  const all = [...sorted.byFormat.values(), sorted.texts, sorted.unrecognised, sorted.faults.map(({ entry }) => entry)];
  const repeated = await findRepeated(all.flat(), opening);
  leaveOut(sorted, new Set(repeated.flatMap(({ equal, different }) => (different ? [] : equal))));
  const identified = chooseFormat(sorted, opening.choices);
  tellRepeated(identified.findings, repeated);
  return identified;
}

function leaveOut(sorted: SortedFiles, copies: ReadonlySet<FileEntry>): void {
  if (!copies.size) return;
  const others = (entries: readonly FileEntry[]): FileEntry[] => entries.filter((entry) => !copies.has(entry));
  for (const [format, entries] of sorted.byFormat) {
    const left = others(entries);
    if (left.length) sorted.byFormat.set(format, left);
    else sorted.byFormat.delete(format);
  }
  sorted.texts = others(sorted.texts);
  sorted.unrecognised = others(sorted.unrecognised);
  sorted.faults = sorted.faults.filter(({ entry }) => !copies.has(entry));
}

async function sortAll(all: readonly FileEntry[], sorted: SortedFiles, opening: ReadOptions): Promise<void> {
  const { signal, onProgress } = opening;
  const { kept: entries, copies } = await withoutPackedCopies(all, signal);
  sorted.copies.push(...copies);
  let lookedInto = 0;
  for (const [index, entry] of entries.entries()) {
    throwIfAborted(signal);
    onProgress({ phase: 'Identifying the files', done: index, total: entries.length });
    const format = formats.find((one) => one.samplePerFile && hasExtension(one, entry.path));
    const packed = /\.gz$/i.test(entry.path);
    if (format && !packed && ++lookedInto > MAX_FILES_LOOKED_INTO) addEntry(sorted, format, entry);
    else await sortOne(entry, sorted, opening);
  }
}

async function sortOne(packed: FileEntry, sorted: SortedFiles, opening: ReadOptions): Promise<void> {
  try {
    let entry = packed;
    let head = await readStart(entry, HEAD_BYTES);
    if (isGzip(head)) {
      entry = await gunzip(entry);
      head = await readStart(entry, HEAD_BYTES);
    }
    if (isZip(head)) return await sortAll(await membersOf(entry, sorted, opening), sorted, opening);
    refuseUnreadable(entry.path, head);
    const format = recogniseFormat(head, entry, opening);
    if (format) addEntry(sorted, format, entry);
    else if (isText(head)) sorted.texts.push(entry);
    else sorted.unrecognised.push(entry);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    // A broken archive hides an unknown part of the data; a broken file may turn out to be beside the data.
    if (packed.path.endsWith('.zip') || error.message.includes('archive')) throw error;
    sorted.faults.push({ entry: packed, problem: error });
  }
}

/** The files in a zip. @throws Problem `bad-file`, `unsupported`, `unfit` at an unknown encoding */
async function membersOf(archive: FileEntry, { renamed }: SortedFiles, { choices }: ReadOptions): Promise<FileEntry[]> {
  if (archive.archive && /\.npz$/i.test(archive.path) && !archive.blob) return arraysInArchive(archive);
  if (archive.archive || !archive.blob)
    throw new Problem('unsupported', `“${archive.path}” is an archive in an archive.`, 'Unpack the outer one first.');
  const nameIn = ({ path }: FileEntry): string => path.slice(archive.path.length + 1);
  const { members: all, encoding } = await unzip(archive, choices.nameEncoding);
  if (encoding) renamed.push({ path: archive.path, encoding });
  refuseUnreadableArchive(archive.path, all.map(nameIn));
  const members = all.filter((member) => !isHidden(nameIn(member)));
  if (!members.length) throw new Problem('bad-file', `“${archive.path}” is empty: there are no files in it to read.`);
  return members;
}

/** The arrays of an NPZ inside of a zip, which is held in memory. @throws Problem `bad-file`, `unsupported` */
async function arraysInArchive(npz: FileEntry): Promise<FileEntry[]> {
  const bytes = await readAll(npz, MAX_NPZ_IN_ZIP);
  const { members } = await unzip(entryOf(npz.path, new Blob([bytes as BlobPart])));
  // What was dropped is the outer archive: its bytes are the identity of the data set.
  return members.map((member) => ({ ...member, archive: npz.archive! }));
}

/** The format with the strongest evidence; of equal evidence, the one listed first. */
export function recogniseFormat(
  head: Uint8Array,
  entry: FileEntry,
  { choices }: Pick<ReadOptions, 'choices'>,
): Format | undefined {
  const found = formats.map((format) => ({ format, evidence: format.recognise(head, entry, choices) }));
  return EVIDENCE.map((evidence) => found.find((one) => one.evidence === evidence)?.format).find(Boolean);
}

function addEntry({ byFormat }: SortedFiles, format: Format, entry: FileEntry): void {
  const list = byFormat.get(format);
  if (list) list.push(entry);
  else byFormat.set(format, [entry]);
}

/** @throws Problem `bad-file`, `unsupported` */
function chooseFormat(
  { byFormat, texts, unrecognised, faults, copies, renamed }: SortedFiles,
  { nameEncoding }: ImportChoices,
): IdentifiedFiles {
  const present = formats.filter((format) => byFormat.has(format));
  const [format = present[0], other] = present.filter(({ secondary }) => !secondary);
  const samples = format?.samplePerFile ? faults.filter(({ entry }) => hasExtension(format, entry.path)) : [];
  // Formats with one sample per file report broken files when they are decoded, and ignore other files;
  // in other formats every broken file may be an essential part of the data.
  const fatal = format?.samplePerFile
    ? samples.find(({ problem }) => problem.code !== 'bad-file')
    : faults.find(({ problem }) => problem.code === 'bad-file' || !format || format.secondary);
  if (fatal) throw fatal.problem;
  if (format && other) {
    const [a, b] = [format, other].map((one) => byFormat.get(one)![0]!.path);
    throw new Problem('unsupported', `“${a}” and “${b}” are of different kinds.`, 'Drop the files of one data set.');
  }
  if (!format) throw nothingReadable(unrecognised, texts);
  refuseUnrecognised(format, [...unrecognised, ...texts]);

  const entries = [...byFormat.get(format)!, ...samples.map(({ entry }) => entry)];
  const tables: FileEntry[] = [];
  const ignored: FileEntry[] = [];
  for (const entry of present.filter((one) => one !== format).flatMap((one) => byFormat.get(one)!))
    // Tables beside images may hold their labels.
    if (format.samplePerFile && !hasExtension(format, entry.path)) tables.push(entry);
    else ignored.push(entry);
  const ofSamples = new Set(samples);
  for (const entry of unrecognised) ignored.push(entry);
  for (const fault of faults) if (!ofSamples.has(fault)) ignored.push(fault.entry);
  const findings = new FindingsList();
  const names = ignored.map(({ path }) => baseName(path));
  if (ignored.length) findings.warn('files-ignored', `${plural(ignored.length, 'file')} ignored: ${listed(names, 3)}.`);
  for (const { path } of ignored) findings.passOver(path, `It is of another kind than the data set (${format.title}).`);
  for (const { path } of copies) findings.passOver(path, 'It is a packed copy of the file beside it.');
  offerNameEncoding(findings, renamed, nameEncoding);
  return {
    format,
    entries: entries.sort((a, b) => naturalOrder(a.path, b.path)),
    notes: [...texts, ...tables],
    findings,
    nameEncoding,
  };
}

/** @throws Problem `bad-file` where a file has the extension of the chosen format, but not its bytes */
function refuseUnrecognised(format: Format, unrecognised: readonly FileEntry[]): void {
  const broken = format.secondary ? undefined : unrecognised.find(({ path }) => hasExtension(format, path));
  if (broken)
    throw new Problem(
      'bad-file',
      `“${broken.path}” is damaged: it does not begin like a file of its kind (${format.title}).`,
      'Download it again.',
    );
}

/** Why none of the files can be read: the first unrecognised one, otherwise the first text. */
function nothingReadable([unrecognised]: readonly FileEntry[], texts: readonly FileEntry[]): Problem {
  const remedy = `What can be read: ${formats.map(({ title }) => title).join(', ')}.`;
  return unrecognised
    ? new Problem(
        'unsupported',
        `“${unrecognised.path}” is of no format that can be read here: nothing in its ${plural(unrecognised.size, 'byte')} says what they are.`,
        remedy,
      )
    : new Problem('unsupported', `“${texts[0]!.path}” is plain text, not a table.`, 'Drop images, arrays or a table.');
}
