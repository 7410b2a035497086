/**
 * Reads CIFAR-10 and CIFAR-100 (Krizhevsky, 2009) in their binary version: records of one label byte (or two: coarse,
 * fine) and 32 × 32 pixels, all red values first, then green, then blue.
 */
import { Problem } from '../../../protocol/problem.ts';
import { baseName, readAll, readStart, type FileEntry } from '../../containers/file-entry.ts';
import { untar } from '../../containers/tar.ts';
import { linesOf } from '../../sources/lines-of.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { HEAD_BYTES } from '../format.ts';
import { openBatches, type MemberIterator } from './batches.ts';
import { cifarRecordLength, type RecordLength } from './records.ts';
import { isTarEntry, withoutRepeatedTars } from './repeated-tar.ts';

const BATCH = /(data|test)_batch[^/]*\.bin|(^|\/)(train|test)\.bin/i;
const CLASS_NAMES = /(batches\.meta|fine_label_names)\.txt$/i;
const MAX_CLASS_NAME_BYTES = 2 ** 16;
const PICKLED = /batches-py\/|cifar-100-python\/|\.(pkl|pickle)$/i;
const TAKE_BINARY_VERSION = 'Take the “binary version” instead (cifar-10-binary.tar.gz or cifar-100-binary.tar.gz).';

/**
 * @param entries batches, or one tar
 * @param notes text files beside them; a list of class names among them is used
 * @throws Problem `bad-file`, `unsupported`
 */
export async function openCifar(
  entries: readonly FileEntry[],
  opening: ReadOptions,
  notes: readonly FileEntry[],
): Promise<SampleSource> {
  const { kept, copies } = await withoutRepeatedTars(entries, (path) => BATCH.test(path), opening.signal);
  const [first] = kept as [FileEntry];
  const source = (await isTarEntry(first)) ? await openTar(first, opening) : await openBatchFiles(kept, opening, notes);
  for (const { path } of copies) {
    source.findings.warn('archive-repeated', `“${path}” holds the same data as “${first.path}”: they count once.`);
    source.findings.passOver(path, `The same data are in “${first.path}”.`);
  }
  return source;
}

async function openBatchFiles(
  entries: readonly FileEntry[],
  opening: ReadOptions,
  notes: readonly FileEntry[],
): Promise<SampleSource> {
  const first = entries[0]!;
  const head = await readStart(first, HEAD_BYTES);
  const record = recordLengthByName(first.path) ?? cifarRecordLength(first.size, head) ?? 3073;
  const list = notes.find(({ path }) => CLASS_NAMES.test(path));
  const names = list ? linesOf(await readAll(list, MAX_CLASS_NAME_BYTES)) : [];
  const packed = entries.some((entry) => !entry.sizeKnown);
  async function* members(): AsyncGenerator<FileEntry> {
    yield* entries;
  }
  return openBatches({ entries, record, names, members, packing: packed ? ', gzip' : '' }, opening);
}

/** @throws Problem `bad-file`, `unsupported` where the archive holds the Python version, or no batches at all */
async function openTar(archive: FileEntry, opening: ReadOptions): Promise<SampleSource> {
  const { pickled, record, names } = await inspectTar(archive, opening);
  if (record === undefined && pickled)
    throw new Problem(
      'unsupported',
      `“${archive.path}” is the Python version of CIFAR (pickles), which cannot be read here.`,
      TAKE_BINARY_VERSION,
    );
  if (record === undefined)
    throw new Problem(
      'unsupported',
      `“${archive.path}” is a tar without CIFAR’s batches in it.`,
      'Unpack it and drop the folder.',
    );
  const members: MemberIterator = async function* (signal) {
    for await (const member of untar(archive, signal)) if (BATCH.test(member.path)) yield member;
  };
  const packing = archive.sizeKnown ? ', tar' : ', tar.gz';
  return openBatches({ entries: [archive], record, names, members, packing }, opening);
}

interface TarContents {
  pickled: boolean;
  /** Undefined where there are no batches. */
  record: RecordLength | undefined;
  /** The list of class names, empty where there is none. */
  names: string[];
}

async function inspectTar(archive: FileEntry, { signal, onProgress }: ReadOptions): Promise<TarContents> {
  const found: TarContents = { pickled: false, record: undefined, names: [] };
  try {
    for await (const member of untar(archive, signal)) {
      if (PICKLED.test(member.path)) found.pickled = true;
      if (BATCH.test(member.path)) found.record ??= recordLengthByName(member.path) ?? 3073;
      if (CLASS_NAMES.test(member.path) && member.size < MAX_CLASS_NAME_BYTES)
        found.names = linesOf(new Uint8Array(await new Response(member.stream()).arrayBuffer()));
      onProgress({ phase: `Looking into ${archive.path}`, done: 0, total: 0 });
    }
  } catch (error) {
    if (!found.pickled || !(error instanceof Problem) || error.code !== 'bad-file') throw error;
    throw new Problem('bad-file', error.message, `${error.remedy} ${TAKE_BINARY_VERSION}`);
  }
  return found;
}

/** CIFAR-10 has batches, CIFAR-100 one file per part. */
function recordLengthByName(path: string): RecordLength | undefined {
  const name = baseName(path);
  if (/batch/i.test(name)) return 3073;
  return /^(train|test)\.bin/i.test(name) ? 3074 : undefined;
}
