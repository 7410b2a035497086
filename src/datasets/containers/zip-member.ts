/** One file in a zip archive: where its data lies, unpacked and held against what the directory says of it. */
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

/** Members up to this size are unpacked in one go: no more, because a lie about the size is only noticed at the end. */
const MAX_BUFFERED_BYTES = 2 ** 19;
/** A local header and its two lengths of text, nearly always. */
const LOCAL_HEADER_BYTES = 512;

/** Reads an archive in windows where its files are asked for one after the other, and piece by piece where not. */
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

export function memberEntry(archive: FileEntry, member: ZipMember, file: WindowedReader): FileEntry {
  const path = `${archive.path}/${member.name}`;
  const { size, compressedSize } = member;
  const base = { path, archive: archive.path, size, sizeKnown: true, compressedSize };
  // What is packed to more than it was is no deflate; the rest would only be found out after unpacking all of it.
  if (size <= MAX_BUFFERED_BYTES && compressedSize <= MAX_BUFFERED_BYTES + LOCAL_HEADER_BYTES) {
    const read = (): Promise<Uint8Array> => unpackSmall(archive, path, member, file);
    return { ...base, read, stream: () => withFileErrors(path, streamOfOne(read)) };
  }
  return { ...base, stream: () => withFileErrors(path, unpackLarge(archive, path, member, file)) };
}

/** Where the data begins, by the local header, whose texts may be longer than the directory's. */
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

async function unpackSmall(
  archive: FileEntry,
  path: string,
  member: ZipMember,
  file: WindowedReader,
): Promise<Uint8Array> {
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
      // Room for one byte more than claimed tells what unpacks to more.
      bytes = inflateSync(data, { out: new Uint8Array(size + 1) });
    } catch {
      throw new Problem('bad-file', `“${path}” is damaged: its packed data cannot be unpacked.`, 'Download it again.');
    }
  }
  verifyMember(path, member, bytes.length, crc32(bytes));
  return bytes;
}

/** @throws Problem `bad-file` where length or checksum are not what the directory says */
function verifyMember(path: string, { size, crc }: ZipMember, length: number, sum: number): void {
  if (length > size)
    throw new Problem('bad-file', `“${path}” unpacks to more than its archive says.`, 'Do not trust it.');
  if (length < size) throw truncatedProblem(path);
  if (sum !== crc) throw new Problem('bad-file', `“${path}” is damaged: its checksum is wrong.`, 'Download it again.');
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

function unpackLarge(
  archive: FileEntry,
  path: string,
  member: ZipMember,
  file: WindowedReader,
): ReadableStream<Uint8Array> {
  const open = async (): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
    const local = await file.read(member.offset, member.offset + 30);
    const from = dataStart(archive, member, local);
    const stored = archive.blob!.slice(from, from + member.compressedSize).stream();
    if (member.method === 0) return stored.getReader();
    const inflate = new DecompressionStream('deflate-raw') as TransformStream<Uint8Array, Uint8Array>;
    return stored.pipeThrough(inflate).getReader();
  };
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let length = 0;
  let sum = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        reader ??= await open();
        const { done, value } = await reader.read();
        if (done) {
          verifyMember(path, member, length, sum);
          return controller.close();
        }
        length += value.length;
        // At once, not at the end: what lies about its size may be endless.
        if (length > member.size) verifyMember(path, member, length, sum);
        sum = crc32(value, sum);
        controller.enqueue(value);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
