/** Whether two files hold the same bytes. */
import { crc32 } from './crc32.ts';
import { chunksOf, type FileEntry } from './file-entry.ts';

type Content = Pick<FileEntry, 'stream'> & Partial<Pick<FileEntry, 'crc' | 'size'>>;

/** Length and checksum of the content, which is read unless an archive says both. @throws Problem `bad-file`, `cancelled` */
export async function contentSum(entry: Content, signal?: AbortSignal): Promise<string> {
  if (entry.crc !== undefined) return `${entry.size} ${entry.crc}`;
  let length = 0;
  let sum = 0;
  for await (const chunk of chunksOf(entry, signal)) {
    length += chunk.length;
    sum = crc32(chunk, sum);
  }
  return `${length} ${sum}`;
}
