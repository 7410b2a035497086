/**
 * CIFAR-10 and CIFAR-100 in their binary version: records of one label byte (or two: coarse, fine) and 32 × 32 pixels,
 * first all red, then green, then blue. As files, packed by gzip or not, or as the tar that is downloaded.
 */
import type { OnProgress } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { baseName, readStart, readAll, type FileEntry } from '../../containers/file-entry.ts';
import { indexNumericLabels, type FileLabels } from '../../tables/labels.ts';
import { pixelOrder } from '../../tables/sample-layout.ts';
import { naturalOrder } from '../../tables/labels.ts';
import { CIFAR_10, CIFAR_100 } from './cifar-names.ts';
import { partFromPath, type DatasetPart } from '../path-names.ts';
import { cifarRecordLength, SNIFF_BYTES } from '../file-kind.ts';
import { PREVIEW_SAMPLES, samplesPerBlock, type ReadOptions, type SampleSource } from '../sample-source.ts';
import { untar, type TarMember } from '../../containers/tar.ts';

type RecordLength = 3073 | 3074;
const SHAPE: [number, number, number] = [32, 32, 3];
const PIXELS = 3072;
const ORDER = pixelOrder(SHAPE, true, false)!;

const BATCH = /(data|test)_batch[^/]*\.bin|(^|\/)(train|test)\.bin/i;
const NAMES = /(batches\.meta|fine_label_names)\.txt$/i;
const PICKLED = /batches-py\/|cifar-100-python\/|\.(pkl|pickle)$/i;

interface Batch {
  path: string;
  part: DatasetPart;
  labels: Uint8Array;
}

/** Where batches come from: every member in the order in which it can be read. */
type MemberIterator = (signal?: AbortSignal) => AsyncIterable<Pick<TarMember, 'path' | 'stream'>>;

/** @throws Problem `bad-file`, `unsupported` */
export async function openCifar(
  entries: readonly FileEntry[],
  texts: readonly FileEntry[],
  opening: ReadOptions,
): Promise<SampleSource> {
  const sorted = [...entries].sort((a, b) => naturalOrder(a.path, b.path));
  const start = await readStart(sorted[0]!, SNIFF_BYTES);
  const record = recordLengthByName(sorted[0]!.path) ?? cifarRecordLength(sorted[0]!.size, start) ?? 3073;
  const listed = texts.find(({ path }) => NAMES.test(path));
  const names = listed ? linesOf(await readAll(listed, 2 ** 16)) : [];
  const packed = sorted.some((entry) => !entry.sizeKnown);
  return openBatches(
    { entries: sorted, record, names, members: () => walkFiles(sorted), packed: packed ? ', gzip' : '' },
    opening,
  );
}

/** @throws Problem `bad-file`, `unsupported` where the archive holds Python's version, or something else altogether */
export async function openCifarTar(archive: FileEntry, opening: ReadOptions): Promise<SampleSource> {
  let pickled = false;
  let names: string[] = [];
  let record: RecordLength | undefined;
  try {
    for await (const member of untar(archive, opening.signal)) {
      if (PICKLED.test(member.path)) pickled = true;
      if (BATCH.test(member.path)) record ??= recordLengthByName(member.path) ?? 3073;
      if (NAMES.test(member.path) && member.size < 2 ** 16)
        names = linesOf(new Uint8Array(await new Response(member.stream()).arrayBuffer()));
      opening.onProgress({ phase: `Looking into ${archive.path}`, done: 0, total: 0 });
    }
  } catch (error) {
    if (!pickled || !(error instanceof Problem) || error.code !== 'bad-file') throw error;
    throw new Problem('bad-file', error.message, `${error.remedy} ${BINARY}`);
  }
  if (record === undefined && pickled)
    throw new Problem(
      'unsupported',
      `“${archive.path}” is the Python version of CIFAR (pickles), which cannot be read here.`,
      BINARY,
    );
  if (record === undefined)
    throw new Problem(
      'unsupported',
      `“${archive.path}” is a tar without CIFAR’s batches in it.`,
      'Unpack it and drop the folder.',
    );
  const walk: MemberIterator = (signal) => untar(archive, signal);
  return openBatches(
    { entries: [archive], record, names, members: walk, packed: archive.sizeKnown ? ', tar' : ', tar.gz' },
    opening,
  );
}

const BINARY = 'Take the “binary version” instead (cifar-10-binary.tar.gz or cifar-100-binary.tar.gz).';

/** CIFAR-100 has one file for each part, CIFAR-10 has batches. */
function recordLengthByName(path: string): RecordLength | undefined {
  const name = baseName(path);
  if (/batch/i.test(name)) return 3073;
  return /^(train|test)\.bin/i.test(name) ? 3074 : undefined;
}

const linesOf = (bytes: Uint8Array): string[] =>
  new TextDecoder()
    .decode(bytes)
    .split(/\s*\n\s*/)
    .filter(Boolean);

async function* walkFiles(entries: readonly FileEntry[]): AsyncGenerator<FileEntry> {
  yield* entries;
}

interface CifarFiles {
  entries: FileEntry[];
  record: RecordLength;
  names: string[];
  members: MemberIterator;
  packed: string;
}

async function openBatches(
  { entries, record, names, members: walk, packed }: CifarFiles,
  opening: ReadOptions,
): Promise<SampleSource> {
  const { choices, signal, onProgress } = opening;
  const tar = packed.includes('tar');
  const isBatch = (path: string): boolean => !tar || BATCH.test(path);
  const batches: Batch[] = [];
  for await (const member of walk(signal)) {
    if (!isBatch(member.path)) continue;
    const labels: number[] = [];
    for await (const block of records(member, record, signal))
      for (let at = record - PIXELS - 1; at < block.length; at += record) labels.push(block[at]!);
    onProgress({ phase: `Counting ${member.path}`, done: batches.length, total: 0 });
    if (!labels.length) throw new Problem('bad-file', `“${member.path}” is empty.`);
    batches.push({ path: member.path, part: partFromPath(member.path) ?? 'train', labels: Uint8Array.from(labels) });
  }
  // A test batch alone is all there is to train on.
  const alone = batches.every(({ part }) => part === 'test');
  for (const batch of batches) if (alone) batch.part = 'train';
  const train = batches.filter(({ part }) => part === 'train');
  const test = batches.filter(({ part }) => part === 'test');
  const known = record === 3073 ? CIFAR_10 : CIFAR_100;
  const parts: FileLabels[] = [...train, ...test];
  const { labels, classes } = indexNumericLabels(parts, names.length === known.length ? names : known);
  const title = record === 3073 ? 'CIFAR-10' : 'CIFAR-100';

  async function* read(part: DatasetPart, report?: OnProgress, stop?: AbortSignal): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const member of walk(stop)) {
      const batch = batches.find(({ path }) => path === member.path);
      if (batch?.part !== part) continue;
      for await (const block of records(member, record, stop)) {
        yield toChannelsLast(block, record);
        done += block.length / record;
        report?.({ phase: `Reading ${member.path}`, done, total: labels.length });
      }
    }
  }

  return {
    format: `${title} binary${packed}`,
    name: choices.name ?? title,
    kind: 'image',
    shape: [...SHAPE],
    dtype: 'uint8',
    classes,
    labels,
    testCount: test.reduce((sum, batch) => sum + batch.labels.length, 0),
    warnings: [],
    choices: choices.name ? { name: choices.name } : {},
    entries,
    async preview(stop) {
      for await (const block of read('train', undefined, stop)) {
        const count = Math.min(PREVIEW_SAMPLES, block.length / PIXELS);
        return { values: block.slice(0, count * PIXELS), places: Array.from({ length: count }, (_, i) => i) };
      }
      throw new Problem('bad-file', `“${entries[0]!.path}” is empty.`);
    },
    async *blocks(report, stop) {
      for await (const values of read('train', report, stop)) yield { values };
      if (test.length) for await (const values of read('test', report, stop)) yield { values };
    },
  };
}

/** Whole records, many at once. */
async function* records(
  member: Pick<TarMember, 'path' | 'stream'>,
  record: RecordLength,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(member, signal);
  const step = samplesPerBlock(record) * record;
  try {
    for (;;) {
      const block = await reader.readUpTo(step);
      const left = block.length % record;
      if (left)
        throw new Problem(
          'bad-file',
          `“${member.path}” is truncated: its last record has ${left} of ${record} bytes.`,
          'Download it again.',
        );
      if (block.length) yield block;
      if (block.length < step) return;
    }
  } finally {
    await reader.close();
  }
}

/** Pixels without labels, the three colours of each side by side. */
function toChannelsLast(block: Uint8Array, record: RecordLength): Uint8Array {
  const out = new Uint8Array((block.length / record) * PIXELS);
  let to = 0;
  for (let from = record - PIXELS; from < block.length; from += record)
    for (let i = 0; i < PIXELS; i++) out[to++] = block[from + ORDER[i]!]!;
  return out;
}
