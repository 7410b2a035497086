/** Unpacks files compressed by gzip (RFC 1952). */
import { readRange, withFileErrors, type FileEntry } from './file-entry.ts';

/** The highest ratio that deflate reaches; files that claim more are damaged. */
export const MAX_DEFLATE_RATIO = 1032;

export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;

/** The file inside a gzip file; its size is read from the last four bytes, which hold it modulo 2³². */
export async function gunzip(entry: FileEntry): Promise<FileEntry> {
  const packed = entry.size;
  let size = 0;
  if (entry.blob && packed >= 18) {
    const tail = await readRange(entry, packed - 4, packed);
    size = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  }
  return {
    path: entry.path,
    size,
    sizeKnown: false,
    compressedSize: packed,
    ...(entry.archive ? { archive: entry.archive } : {}),
    stream: () =>
      withFileErrors(
        entry.path,
        entry.stream().pipeThrough(new DecompressionStream('gzip') as TransformStream<Uint8Array, Uint8Array>),
      ),
  };
}
