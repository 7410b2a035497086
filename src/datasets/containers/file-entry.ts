/**
 * A file to read: dropped, inside a zip, or compressed by gzip. Errors while reading become problems that name the file.
 */
import { Problem, throwIfAborted } from '../../protocol/problem.ts';

export interface FileEntry {
  /** With its folders, separated by "/". */
  readonly path: string;
  /** Length of the stream in bytes, as far as is known; for gzip modulo 2³². */
  readonly size: number;
  /** Whether the size is certain before the stream has been read to its end. */
  readonly sizeKnown: boolean;
  /** Path of the dropped archive that holds it. */
  readonly archive?: string;
  /** Checksum (CRC-32) of the content as its archive says it; a file with another one is refused when it is read. */
  readonly crc?: number;
  /** Size in bytes before unpacking. */
  readonly compressedSize?: number;
  /** For random access; absent where the file is packed. */
  readonly blob?: Blob;
  /** The whole file at once, where that is faster than the stream. */
  read?(): Promise<Uint8Array>;
  /** A new stream from the beginning. It fails with problems only. */
  stream(): ReadableStream<Uint8Array>;
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Limit in bytes for files that are read into memory. */
const MAX_IN_MEMORY = 64 * 2 ** 20;

export function entryOf(path: string, file: Blob): FileEntry {
  return { path, size: file.size, sizeKnown: true, blob: file, stream: () => withFileErrors(path, file.stream()) };
}

/** The same stream, with errors that name the file. */
export function withFileErrors(path: string, stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(readProblem(path, error));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Errors of the browsers' and of Node's streams as problems. */
function readProblem(path: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (name === 'NotReadableError' || name === 'NotFoundError')
    return new Problem(
      'bad-file',
      `“${path}” can no longer be read: it was moved or changed since it was dropped.`,
      'Drop it again.',
    );
  if (/truncat|unexpected end|premature/i.test(message ?? '') || code === 'Z_BUF_ERROR') return truncatedProblem(path);
  return new Problem('bad-file', `“${path}” is damaged: its packed data cannot be unpacked.`, 'Download it again.');
}

export const truncatedProblem = (path: string): Problem =>
  new Problem('bad-file', `“${path}” is truncated: it ends before its data does.`, 'Download it again.');

/**
 * The bytes as a new stream gives them; it is cancelled where the caller stops early.
 * @throws Problem `bad-file`, `cancelled`
 */
export async function* chunksOf(
  entry: Pick<FileEntry, 'stream'>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = entry.stream().getReader();
  try {
    for (;;) {
      throwIfAborted(signal);
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The first bytes, fewer if the file is shorter. @throws Problem `bad-file` where none can be read */
export async function readStart(entry: FileEntry, length: number): Promise<Uint8Array> {
  if (entry.blob) return readRange(entry, 0, length);
  const out = new Uint8Array(length);
  let filled = 0;
  try {
    for await (const chunk of chunksOf(entry)) {
      const part = chunk.subarray(0, length - filled);
      out.set(part, filled);
      filled += part.length;
      if (filled === length) break;
    }
  } catch (error) {
    // The bytes before the error are enough to recognise the file; the error comes again when it is read.
    if (!filled) throw error;
  }
  return out.subarray(0, filled);
}

/** Bytes `from` to `to` − 1 of a file that is not packed. @throws Problem `bad-file`, `unsupported` */
export async function readRange(entry: FileEntry, from: number, to: number): Promise<Uint8Array> {
  if (!entry.blob) throw new Problem('unsupported', `“${entry.path}” is packed.`, 'Unpack it and drop what is inside.');
  try {
    return new Uint8Array(await entry.blob.slice(from, to).arrayBuffer());
  } catch (error) {
    throw readProblem(entry.path, error);
  }
}

/**
 * The whole file, for files that are small by nature (names, labels, one image).
 * @param limit in bytes
 * @throws Problem `bad-file`
 */
export async function readAll(entry: FileEntry, limit = MAX_IN_MEMORY, signal?: AbortSignal): Promise<Uint8Array> {
  const tooLarge = (): Problem =>
    new Problem('bad-file', `“${entry.path}” is far larger (over ${limit / 2 ** 20} MB) than a file of its kind.`);
  if (entry.sizeKnown && entry.size > limit) throw tooLarge();
  if (entry.blob) return readRange(entry, 0, entry.size);
  if (entry.read) return entry.read();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(entry, signal)) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    parts.push(chunk);
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
