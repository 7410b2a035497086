/**
 * Netpbm images (PBM, PGM, PPM; P1 to P6): a header of numbers and remarks, then pixels as text or as bytes, two bytes for
 * values above 255. http://netpbm.sourceforge.net/doc/
 */
import type { DecodedImage } from '../../sources/sample-source.ts';
import { checkImageSize } from './image-size.ts';

const NEW_LINE = 10;
const REMARK = 35;
const ZERO = 48;

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
const isDigit = (byte: number): boolean => byte >= ZERO && byte <= ZERO + 9;

/** Reads numbers of the header, or pixels that are text. */
class NumberReader {
  at = 2;

  constructor(private readonly bytes: Uint8Array) {}

  private skip(): void {
    const { bytes } = this;
    for (; this.at < bytes.length; this.at++) {
      const byte = bytes[this.at]!;
      if (byte === REMARK) while (this.at < bytes.length && bytes[this.at] !== NEW_LINE) this.at++;
      else if (!isSpace(byte)) return;
    }
  }

  /** @param digits at most so many, since the pixels of P1 may follow without spaces */
  next(digits = 9): number {
    this.skip();
    const from = this.at;
    let value = 0;
    while (this.at < from + digits && isDigit(this.bytes[this.at] ?? 0))
      value = value * 10 + this.bytes[this.at++]! - ZERO;
    if (this.at === from) throw new Error('a number is missing');
    return value;
  }
}

/** @throws Error where the header is wrong or pixels are missing */
export function decodeNetpbm(bytes: Uint8Array): DecodedImage {
  const kind = bytes[1]! - ZERO;
  const reader = new NumberReader(bytes);
  const [width, height] = [reader.next(), reader.next()];
  checkImageSize(width, height);
  const bitmap = kind === 1 || kind === 4;
  const max = bitmap ? 1 : reader.next();
  if (max < 1 || max > 65_535) throw new Error('the greatest value is out of range');
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const count = width * height * channels;
  const values = kind <= 3 ? textValues(reader, count, bitmap ? 1 : 9) : undefined;
  // One white space ends the header.
  const raster = bytes.subarray(reader.at + 1);
  const read = values
    ? (i: number): number => values[i]!
    : bitmap
      ? bitReader(raster, { width, height })
      : byteReader(raster, count, max > 255);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0, i = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = read(channels === 3 ? i + channel : i) / max;
      // In a bitmap, one is black.
      pixels[4 * pixel + channel] = Math.round(255 * (bitmap ? 1 - value : value));
    }
    i += channels;
    pixels[4 * pixel + 3] = 255;
  }
  return { width, height, pixels };
}

const textValues = (reader: NumberReader, count: number, digits: number): Uint32Array => {
  const values = new Uint32Array(count);
  for (let i = 0; i < count; i++) values[i] = reader.next(digits);
  return values;
};

function byteReader(raster: Uint8Array, count: number, wide: boolean): (i: number) => number {
  if (raster.length < count * (wide ? 2 : 1)) throw new Error('pixels are missing');
  return wide ? (i) => raster[2 * i]! * 256 + raster[2 * i + 1]! : (i) => raster[i]!;
}

/** Eight pixels a byte, every row in whole bytes. */
function bitReader(raster: Uint8Array, { width, height }: { width: number; height: number }): (i: number) => number {
  const rowBytes = Math.ceil(width / 8);
  if (raster.length < rowBytes * height) throw new Error('pixels are missing');
  return (i) => {
    const x = i % width;
    return (raster[Math.floor(i / width) * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1;
  };
}
