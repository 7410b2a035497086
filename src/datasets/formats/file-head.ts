/** Tests of a file's first bytes and of its name, for `recognise`. */
import { decodeHead, isUtf8, utf16Of } from '../sources/text-encoding.ts';
import type { Format } from './format.ts';

/** One character per byte. */
export const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (one) => String.fromCharCode(one)).join('');

/** @param mark one character per byte */
export const startsWith = (head: Uint8Array, mark: string): boolean => latin1(head.subarray(0, mark.length)) === mark;

/** In short texts of one byte a letter, at most this share of the bytes is beyond ASCII. */
const MAX_ACCENTED_SHARE = 0.35;

/** UTF-8, UTF-16 or an encoding of one byte a letter, without control characters. */
export function isText(head: Uint8Array): boolean {
  if (utf16Of(head)) {
    const text = decodeHead(head);
    // Control characters, and U+FFFD for half of a surrogate pair; pixels of 16 bits have no line ends.
    // eslint-disable-next-line no-control-regex -- these are the characters meant
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/.test(text.slice(0, -1)) && /[\r\n]/.test(text);
  }
  if (head.some((one) => one < 9 || (one > 13 && one < 32 && one !== 27))) return false;
  if (isUtf8(head)) return true;
  // Binary data of some length nearly always has control characters; short ones are told by letters and line ends.
  const accented = head.filter((one) => one > 127).length;
  return head.length > 256 || (head.includes(10) && accented <= MAX_ACCENTED_SHARE * head.length);
}

/** Whether the path has one of the format's extensions, possibly before `.gz`. */
export function hasExtension({ extensions }: Pick<Format, 'extensions'>, path: string): boolean {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  return extensions.some((extension) => name.endsWith(extension));
}
