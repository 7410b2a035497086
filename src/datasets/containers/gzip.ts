/** Files packed by gzip, seen as what is inside of them. */
import { readRange, withFileErrors, type FileEntry } from './file-entry.ts';

/** Deflate cannot pack better than this: what claims more is lying. */
export const MAX_DEFLATE_RATIO = 1032;

export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;

/** The entry inside of a gzip file; its size is what the last four bytes say. */
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
