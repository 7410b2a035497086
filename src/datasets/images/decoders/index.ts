/** Images that browsers do not decode, by their first bytes; each decoder is loaded with the first image of its kind. */
import type { DecodedImage } from '../../sources/sample-source.ts';

interface OwnDecoder {
  /** Of the first bytes, one character per byte. */
  pattern: RegExp;
  /** @throws anything where the bytes are not an image */
  decode(bytes: Uint8Array): Promise<DecodedImage>;
}

const HEAD = 512;

const OWN_DECODERS: readonly OwnDecoder[] = [
  {
    // No tab after the mark: a table may begin with a cell “P1”.
    pattern: /^P[1-6][ \r\n]\s*(#[^\n]*\n\s*)*\d+\s+(#[^\n]*\n\s*)*\d+\s/,
    decode: async (bytes) => (await import('./netpbm.ts')).decodeNetpbm(bytes),
  },
  {
    pattern: /^(II\*\0|MM\0\*)/,
    decode: async (bytes) => (await import('./tiff.ts')).decodeTiff(bytes),
  },
];

/** The decoder for these first bytes; undefined where the browser has one, or nobody. */
export function ownDecoder(head: Uint8Array): OwnDecoder['decode'] | undefined {
  const text = String.fromCharCode(...head.subarray(0, HEAD));
  return OWN_DECODERS.find(({ pattern }) => pattern.test(text))?.decode;
}
