/** The files in a tar archive, one after the other: a tar has no directory and is read from end to end. */
import { Problem, throwIfAborted } from '../../protocol/problem.ts';
import { withFileErrors, type FileEntry } from './file-entry.ts';

/** Limit on the unpacked size of an archive. */
const MAX_BYTES = 8 * 2 ** 30;

/** Whether a file begins with the header of a tar member (POSIX ustar). */
export const isTar = (head: Uint8Array): boolean => String.fromCharCode(...head.subarray(257, 262)) === 'ustar';

export interface TarMember {
  /** Below the archive's own path. */
  path: string;
  size: number;
  stream(): ReadableStream<Uint8Array>;
}

/**
 * Every file of the archive. The stream of a member must be read before the next member is requested; the rest of it
 * is skipped.
 * @throws Problem `bad-file` where the archive is truncated or damaged
 */
export async function* untar(archive: FileEntry, signal?: AbortSignal): AsyncGenerator<TarMember> {
  const { createTarDecoder } = await import('modern-tar');
  const members = withFileErrors(
    archive.path,
    archive.stream().pipeThrough(createTarDecoder({ strict: true })) as ReadableStream<never>,
  ) as ReadableStream<unknown> as ReadableStream<{
    header: { name: string; size: number; type?: string };
    body: ReadableStream<Uint8Array>;
  }>;
  const reader = members.getReader();
  let total = 0;
  try {
    for (;;) {
      throwIfAborted(signal);
      const { done, value } = await reader.read();
      if (done) return;
      const { header, body } = value;
      total += header.size;
      if (total > MAX_BYTES)
        throw new Problem('bad-file', `“${archive.path}” would unpack to more than ${MAX_BYTES / 2 ** 30} gigabytes.`);
      const path = `${archive.path}/${header.name}`;
      if ((header.type ?? 'file') === 'file')
        yield { path, size: header.size, stream: () => withFileErrors(archive.path, body) };
      if (!body.locked) await drain(withFileErrors(archive.path, body));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Reads to the end. Cancelling is not enough: modern-tar 0.8.6 then loses the next member where the cancelled one was
 * short, because its `cancel` removes the controller of the body that is current by then.
 */
async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stream.getReader();
  while (!(await reader.read()).done);
}
