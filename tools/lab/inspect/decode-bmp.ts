/** BMP (Microsoft, "Bitmap Storage"): palettes of 1, 4 and 8 bits, 16, 24 and 32 bits with or without masks; not run lengths. */
import { checkImageSize } from '../../../src/datasets/images/decoders/image-size.ts';
import type { DecodedImage } from '../../../src/datasets/sources/sample-source.ts';

const UNCOMPRESSED = 0;
const BIT_FIELDS = 3;

interface Channel {
  shift: number;
  max: number;
}

/** @throws Error where the header is wrong, the pixels are packed, or pixels are missing */
export function decodeBmp(bytes: Uint8Array): DecodedImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = view.getUint32(10, true);
  const headerSize = view.getUint32(14, true);
  const old = headerSize === 12;
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(old ? 24 : 28, true);
  const packing = old ? UNCOMPRESSED : view.getUint32(30, true);
  checkImageSize(width, height);
  if (packing !== UNCOMPRESSED && packing !== BIT_FIELDS) throw new Error('packed BMP');
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (bytes.length < start + rowBytes * height) throw new Error('pixels are missing');
  const colourAt =
    bits <= 8
      ? paletteColours(bytes, { at: 14 + headerSize, entry: old ? 3 : 4, bits })
      : directColours(view, { bits, masks: packing === BIT_FIELDS });
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    // Rows run upwards unless the height is negative.
    const row = start + (signedHeight < 0 ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) pixels.set(colourAt(row, x), (y * width + x) * 4);
  }
  return { width, height, pixels };
}

type ColourAt = (row: number, x: number) => readonly number[];

function paletteColours(bytes: Uint8Array, { at, entry, bits }: { at: number; entry: number; bits: number }): ColourAt {
  if (bits !== 1 && bits !== 4 && bits !== 8) throw new Error('unknown number of bits');
  const perByte = 8 / bits;
  return (row, x) => {
    const byte = bytes[row + Math.floor(x / perByte)]!;
    const index = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    const from = at + index * entry;
    return [bytes[from + 2] ?? 0, bytes[from + 1] ?? 0, bytes[from] ?? 0, 255];
  };
}

/** Blue, green, red and, where masks say so, alpha. */
function directColours(view: DataView, { bits, masks }: { bits: number; masks: boolean }): ColourAt {
  if (bits === 24)
    return (row, x) => {
      const at = row + 3 * x;
      return [view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at), 255];
    };
  if (bits !== 16 && bits !== 32) throw new Error('unknown number of bits');
  const given = masks ? [54, 58, 62].map((at) => view.getUint32(at, true)) : undefined;
  const channels = (given ?? (bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff])).map(channelOf);
  const read = (row: number, x: number): number =>
    bits === 16 ? view.getUint16(row + 2 * x, true) : view.getUint32(row + 4 * x, true);
  return (row, x) => {
    const word = read(row, x);
    return [...channels.map(({ shift, max }) => Math.round((((word >>> shift) & max) * 255) / max)), 255];
  };
}

function channelOf(mask: number): Channel {
  if (!mask) throw new Error('a colour has no bits');
  const shift = 31 - Math.clz32(mask & -mask);
  return { shift, max: mask >>> shift };
}
