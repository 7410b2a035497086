/** Tests of a file's first bytes and of its name, for `recognise`. */
import type { Format } from './format.ts';

/** One character per byte. */
export const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (one) => String.fromCharCode(one)).join('');

/** @param mark one character per byte */
export const startsWith = (head: Uint8Array, mark: string): boolean => latin1(head.subarray(0, mark.length)) === mark;

/** UTF-8 without control characters; a character cut in two at the end is allowed. */
export function isText(head: Uint8Array): boolean {
  if (head.some((one) => one < 9 || (one > 13 && one < 32 && one !== 27))) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    // Latin-1 text has no control characters either; binary data of this length nearly always has.
    return head.length > 256;
  }
}

/** Whether the path has one of the format's extensions, possibly before `.gz`. */
export function hasExtension({ extensions }: Pick<Format, 'extensions'>, path: string): boolean {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  return extensions.some((extension) => name.endsWith(extension));
}
