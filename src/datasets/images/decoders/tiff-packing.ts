/** Unpacks the strips and tiles of TIFF images (TIFF 6.0, sections 9 and 13; Adobe's Deflate). */
import { unzlibSync } from 'fflate';
import { UnsupportedImage } from './unsupported-image.ts';

/** Names of the packings that are not read, by the value of the tag Compression. */
const OTHER_PACKINGS: Record<number, string> = {
  2: 'CCITT',
  3: 'fax',
  4: 'fax',
  6: 'JPEG',
  7: 'JPEG',
  34712: 'JPEG 2000',
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
};

/**
 * @param compression value of the tag Compression
 * @param size of the unpacked bytes; what is missing stays 0
 * @throws UnsupportedImage
 */
export function unpackSegment(packed: Uint8Array, compression: number, size: number): Uint8Array {
  if (compression === 1) return packed;
  if (compression === 5) return unpackLzw(packed, size);
  if (compression === 8 || compression === 32946) return unzlibSync(packed, { out: new Uint8Array(size) });
  if (compression === 32773) return unpackBits(packed, size);
  const name = OTHER_PACKINGS[compression] ?? `method ${compression}`;
  throw new UnsupportedImage(`a TIFF image packed by ${name}`);
}

/** Runs: a count n of 0 to 127 before n + 1 bytes, −n before a byte that stands n + 1 times. */
function unpackBits(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  for (let from = 0, to = 0; from < packed.length && to < size;) {
    const count = packed[from++]!;
    if (count === 128) continue;
    const length = count < 128 ? count + 1 : 257 - count;
    if (count < 128) out.set(packed.subarray(from, from + Math.min(length, size - to)), to);
    else out.fill(packed[from] ?? 0, to, to + length);
    from += count < 128 ? length : 1;
    to += length;
  }
  return out;
}

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/** Codes of 9 to 12 bits, the highest bit first; codes become longer one code early. */
function unpackLzw(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  // The bytes of a code are those of the code before it and one more: they stand in the output where it was written.
  const start = new Uint32Array(MAX_CODES);
  const length = new Uint32Array(MAX_CODES);
  let [codes, bits] = [END + 1, 9];
  let previous = { from: 0, length: 0 };
  let to = 0;
  for (let at = 0; at + bits <= packed.length * 8 && to < size;) {
    const code = bitsAt(packed, at, bits);
    at += bits;
    if (code === END) break;
    if (code === CLEAR) {
      [codes, bits] = [END + 1, 9];
      previous = { from: 0, length: 0 };
      continue;
    }
    if (code > codes || (code === codes && !previous.length)) throw new Error('a code is out of range');
    const written = { from: to, length: code < CLEAR ? 1 : code < codes ? length[code]! : previous.length + 1 };
    const source = code < codes ? start[code]! : previous.from;
    if (code < CLEAR) out[to++] = code;
    else for (let i = 0; i < written.length && to < size; i++) out[to++] = out[source + i]!;
    if (previous.length && codes < MAX_CODES) {
      start[codes] = previous.from;
      length[codes++] = previous.length + 1;
    }
    previous = written;
    if (codes >= 2 ** bits - 1 && bits < 12) bits++;
  }
  return out;
}

function bitsAt(bytes: Uint8Array, at: number, bits: number): number {
  const from = at >> 3;
  const three = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
  return (three >> (24 - bits - (at & 7))) & (2 ** bits - 1);
}
