/** Tells images by their first bytes, whatever they are called. */
import { ownDecoder } from './decoders/index.ts';

const MARKS = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF8'];
/** Sizes of the header that follows the mark of a BMP. */
const BMP_HEADERS = [12, 40, 52, 56, 64, 108, 124];

/** @param head the first bytes, at least sixteen where the file has as many */
export function hasImageSignature(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, 16));
  return (
    MARKS.some((mark) => text.startsWith(mark)) ||
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    text.slice(4, 12) === 'ftypavif' ||
    (text.startsWith('BM') && BMP_HEADERS.includes(head[14]!) && head[15] === 0 && head[16] === 0) ||
    ownDecoder(head) !== undefined
  );
}
