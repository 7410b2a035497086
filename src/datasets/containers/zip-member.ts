/** One file in a zip archive: finds its data, unpacks it, and checks length and checksum against the directory. */
import { Problem } from '../../protocol/problem.ts';
import { crc32 } from './crc32.ts';
import { readRange, withFileErrors, truncatedProblem, type FileEntry } from './file-entry.ts';

export interface ZipMember {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  compressedSize: number;
  size: number;
  crc: number;
  /** Of the local header. */
  offset: number;
}

/** Members up to this size are unpacked at once; not larger ones, because a wrong size is only noticed at the end. */
const MAX_BUFFERED_BYTES = 2 ** 19;
/** Enough for nearly every local header with its two texts. */
const LOCAL_HEADER_BYTES = 512;

/** Reads an archive in windows while its members are read in sequence, and piece by piece otherwise. */
export class WindowedReader {
  private static readonly LENGTH = 2 ** 20;
  private from = 0;
  private to = 0;
  private window: Promise<Uint8Array> | undefined;

  constructor(readonly archive: FileEntry) {}

  async read(from: number, to: number): Promise<Uint8Array> {
    const known = this.window && from >= this.from && to <= this.to;
    if (!known) {
      const follows = from >= this.from && from < this.to + WindowedReader.LENGTH;
      if (!follows || to - from > WindowedReader.LENGTH) {
        if (!follows) this.from = this.to = from;
        return readRange(this.archive, from, to);
      }
      this.from = from;
      this.to = from + WindowedReader.LENGTH;
      this.window = readRange(this.archive, from, this.to);
    }
    const start = from - this.from;
    return (await this.window!).subarray(start, start + to - from);
  }
}

const pathOf = (file: WindowedReader, member: ZipMember): string => `${file.archive.path}/${member.name}`;

export function memberEntry(file: WindowedReader, member: ZipMember): FileEntry {
  const { archive } = file;
  const path = pathOf(file, member);
  const { size, compressedSize, crc } = member;
  const base = { path, archive: archive.path, size, sizeKnown: true, compressedSize, crc };
  // Deflate adds only a few bytes to data that does not compress; larger claims go to the stream, which checks as it reads.
  if (size <= MAX_BUFFERED_BYTES && compressedSize <= MAX_BUFFERED_BYTES + LOCAL_HEADER_BYTES) {
    const read = (): Promise<Uint8Array> => unpackSmall(file, member);
    return { ...base, read, stream: () => withFileErrors(path, streamOfOne(read)) };
  }
  return { ...base, stream: () => withFileErrors(path, unpackLarge(file, member)) };
}

/** Offset of the data, by the local header, whose texts may be longer than the directory's. */
function dataStart(archive: FileEntry, { name, offset }: ZipMember, local: Uint8Array): number {
  const view = new DataView(local.buffer, local.byteOffset, local.length);
  if (local.length < 30 || view.getUint32(0, true) !== 0x04034b50)
    throw new Problem(
      'bad-file',
      `“${archive.path}” is a damaged archive: “${name}” is not where it should be.`,
      'Download it again.',
    );
  return offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

async function unpackSmall(file: WindowedReader, member: ZipMember): Promise<Uint8Array> {
  const { archive } = file;
  const path = pathOf(file, member);
  const { offset, compressedSize: packed, size, method } = member;
  const end = Math.min(archive.size, offset + LOCAL_HEADER_BYTES + packed);
  const near = await file.read(offset, end);
  const from = dataStart(archive, member, near);
  const data =
    from + packed <= end ? near.subarray(from - offset, from - offset + packed) : await file.read(from, from + packed);
  if (data.length < packed) throw truncatedProblem(archive.path);
  let bytes: Uint8Array;
  if (method === 0) bytes = data.slice();
  else {
    const { inflateSync } = await import('fflate');
    try {
      // One byte more than claimed shows whether it unpacks to more.
      bytes = inflateSync(data, { out: new Uint8Array(size + 1) });
    } catch {
      throw new Problem('bad-file', `“${path}” is damaged: its packed data cannot be unpacked.`, 'Download it again.');
    }
  }
  verifyMember(path, member, { length: bytes.length, crc: crc32(bytes) });
  return bytes;
}

/** @throws Problem `bad-file` where length or checksum differ from the directory */
function verifyMember(path: string, { size, crc }: ZipMember, found: { length: number; crc: number }): void {
  if (found.length > size)
    throw new Problem('bad-file', `“${path}” unpacks to more than its archive says.`, 'Do not trust it.');
  if (found.length < size) throw truncatedProblem(path);
  if (found.crc !== crc)
    throw new Problem('bad-file', `“${path}” is damaged: its checksum is wrong.`, 'Download it again.');
}

function streamOfOne(work: () => Promise<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const bytes = await work();
        if (bytes.length) controller.enqueue(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

function unpackLarge(file: WindowedReader, member: ZipMember): ReadableStream<Uint8Array> {
  const { archive } = file;
  const path = pathOf(file, member);
  const open = async (): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
    const local = await file.read(member.offset, member.offset + 30);
    const from = dataStart(archive, member, local);
    const stored = archive.blob!.slice(from, from + member.compressedSize).stream();
    if (member.method === 0) return stored.getReader();
    const inflate = new DecompressionStream('deflate-raw') as TransformStream<Uint8Array, Uint8Array>;
    return stored.pipeThrough(inflate).getReader();
  };
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const found = { length: 0, crc: 0 };
  return new ReadableStream(
    {
      async pull(controller) {
        reader ??= await open();
        const { done, value } = await reader.read();
        if (done) {
          verifyMember(path, member, found);
          return controller.close();
        }
        found.length += value.length;
        // At once, not at the end: a member with a wrong size may be endless.
        if (found.length > member.size) verifyMember(path, member, found);
        found.crc = crc32(value, found.crc);
        controller.enqueue(value);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
