/** Batches of CIFAR's records as one data set: labels in a first pass, pixels in a second. */
import type { OnProgress } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import type { FileEntry } from '../../containers/file-entry.ts';
import type { TarMember } from '../../containers/tar.ts';
import { PREVIEW_SAMPLES, samplesPerBlock } from '../../sources/blocks.ts';
import { partFromPath, type DatasetPart } from '../../sources/path-names.ts';
import { FindingsList } from '../../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { indexNumericLabels } from '../../tables/numeric-labels.ts';
import { pixelOrder } from '../../tables/sample-layout.ts';
import { CIFAR_10, CIFAR_100 } from './cifar-names.ts';
import type { RecordLength } from './records.ts';

const SHAPE: [number, number, number] = [32, 32, 3];
const PIXELS = 3072;
const ORDER = pixelOrder(SHAPE, true, false)!;

type Member = Pick<TarMember, 'path' | 'stream'>;

/** All batches, in the order in which they can be read. */
export type MemberIterator = (signal?: AbortSignal) => AsyncIterable<Member>;

export interface CifarFiles {
  entries: readonly FileEntry[];
  record: RecordLength;
  /** Class names from a list in the data set, empty where there is none. */
  names: string[];
  members: MemberIterator;
  /** Suffix of the name of the format: ", gzip", ", tar". */
  packing: string;
}

interface Batch {
  path: string;
  part: DatasetPart;
  labels: Uint8Array;
}

/** @throws Problem `bad-file` */
export async function openBatches(files: CifarFiles, opening: ReadOptions): Promise<SampleSource> {
  const { entries, record, names, packing } = files;
  const batches = await readBatchLabels(files, opening);
  const [train, test] = (['train', 'test'] as const).map((part) => batches.filter((one) => one.part === part));
  const known = record === 3073 ? CIFAR_10 : CIFAR_100;
  const { labels, classes } = indexNumericLabels([...train!, ...test!], {
    names: names.length === known.length ? names : known,
  });
  const title = record === 3073 ? 'CIFAR-10' : 'CIFAR-100';

  async function* read(part: DatasetPart, onProgress?: OnProgress, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const member of files.members(signal)) {
      const batch = batches.find(({ path }) => path === member.path);
      if (batch?.part !== part) continue;
      for await (const block of readRecords(member, record, signal)) {
        yield toChannelsLast(block, record);
        done += block.length / record;
        onProgress?.({ phase: `Reading ${member.path}`, done, total: labels.length });
      }
    }
  }

  return {
    format: `${title} binary${packing}`,
    name: title,
    kind: 'image',
    shape: [...SHAPE],
    dtype: 'uint8',
    classes,
    labels,
    testCount: test!.reduce((sum, batch) => sum + batch.labels.length, 0),
    findings: new FindingsList(),
    entries: [...entries],
    async preview(signal) {
      for await (const block of read('train', undefined, signal)) {
        const count = Math.min(PREVIEW_SAMPLES, block.length / PIXELS);
        return { values: block.slice(0, count * PIXELS), positions: Array.from({ length: count }, (_, i) => i) };
      }
      throw new Problem('bad-file', `“${entries[0]!.path}” is empty.`);
    },
    async *blocks(onProgress, signal) {
      for await (const values of read('train', onProgress, signal)) yield { values };
      if (test!.length) for await (const values of read('test', onProgress, signal)) yield { values };
    },
  };
}

/** The labels and the part of every batch. Test batches alone are training data. */
async function readBatchLabels({ members, record }: CifarFiles, { signal, onProgress }: ReadOptions): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const member of members(signal)) {
    const labels: number[] = [];
    for await (const block of readRecords(member, record, signal))
      for (let at = record - PIXELS - 1; at < block.length; at += record) labels.push(block[at]!);
    onProgress({ phase: `Counting ${member.path}`, done: batches.length, total: 0 });
    if (!labels.length) throw new Problem('bad-file', `“${member.path}” is empty.`);
    batches.push({ path: member.path, part: partFromPath(member.path) ?? 'train', labels: Uint8Array.from(labels) });
  }
  if (batches.every(({ part }) => part === 'test')) for (const batch of batches) batch.part = 'train';
  return batches;
}

/** Blocks of whole records. @throws Problem `bad-file` where the last record is incomplete */
async function* readRecords(member: Member, record: RecordLength, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
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

/** The pixels of records, without labels: `[record, row, column, channel]`. */
function toChannelsLast(block: Uint8Array, record: RecordLength): Uint8Array {
  const out = new Uint8Array((block.length / record) * PIXELS);
  let to = 0;
  for (let from = record - PIXELS; from < block.length; from += record)
    for (let i = 0; i < PIXELS; i++) out[to++] = block[from + ORDER[i]!]!;
  return out;
}
