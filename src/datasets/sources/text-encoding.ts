/** The encoding of text files: by byte order mark, otherwise by what their bytes can be. */
import { chunksOf, type FileEntry } from '../containers/file-entry.ts';

/** Encodings to choose from, as `TextDecoder` names them. */
export const ENCODINGS = [
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'macintosh',
  'shift_jis',
  'gb18030',
] as const;

export interface EncodingGuess {
  encoding: string;
  /** A sentence. */
  why: string;
}

/** Bytes without a mark are UTF-16 where this share of every other byte is zero. */
const MIN_ZERO_SHARE = 0.6;

/**
 * A decoder for streamed bytes. Node 20 decodes windows-1252 by the standard only where it streams, so that every call must
 * have `{ stream: true }`.
 * @throws RangeError for an unknown encoding
 */
export const streamDecoder = (encoding: string): TextDecoder => new TextDecoder(encoding);

/** UTF-16 by its mark, or by the zeros in every other byte of Latin text; undefined where it is neither. */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const pairs = Math.floor(head.length / 2);
  if (pairs < 4) return undefined;
  const zeros = [0, 0];
  for (let i = 0; i < pairs * 2; i++) if (head[i] === 0) zeros[i & 1]!++;
  const [even = 0, odd = 0] = zeros.map((count) => count / pairs);
  if (odd >= MIN_ZERO_SHARE && even < 0.05) return 'utf-16le';
  return even >= MIN_ZERO_SHARE && odd < 0.05 ? 'utf-16be' : undefined;
}

/** A file's first bytes without the mark of UTF-8, which other encodings would take for letters. */
export const withoutUtf8Mark = (head: Uint8Array): Uint8Array =>
  head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head;

/** Whether the bytes are UTF-8; a character that is cut in two at the end is allowed. */
export function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The text of a file's first bytes, in the encoding that they suggest. */
export function decodeHead(head: Uint8Array): string {
  const encoding = utf16Of(head) ?? (isUtf8(head) ? 'utf-8' : 'windows-1252');
  const even = encoding.startsWith('utf-16') ? head.subarray(0, head.length & ~1) : head;
  return streamDecoder(encoding).decode(even, { stream: true });
}

const guesses = new WeakMap<FileEntry, Promise<EncodingGuess>>();

/** The encoding of a whole file, each byte of which is looked at: the first letter that is not ASCII may come late. */
export function encodingOf(entry: FileEntry, signal?: AbortSignal): Promise<EncodingGuess> {
  let guess = guesses.get(entry);
  if (!guess) {
    guess = guessEncoding(entry, signal);
    guesses.set(entry, guess);
    guess.catch(() => guesses.delete(entry));
  }
  return guess;
}

async function guessEncoding(entry: FileEntry, signal?: AbortSignal): Promise<EncodingGuess> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  for await (const chunk of chunksOf(entry, signal)) {
    if (first && chunk.length) {
      first = false;
      const wide = utf16Of(chunk.subarray(0, 2 ** 14));
      if (wide) return { encoding: wide, why: 'The file begins like UTF-16, with two bytes for each letter.' };
    }
    try {
      decoder.decode(chunk, { stream: true });
    } catch {
      const why = 'Its bytes are no UTF-8; Windows-1252 is the usual encoding of older tables.';
      return { encoding: 'windows-1252', why };
    }
  }
  return { encoding: 'utf-8', why: 'All of its bytes are UTF-8.' };
}
