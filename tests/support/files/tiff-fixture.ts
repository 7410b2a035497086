/** A writer of TIFF images by its specification (TIFF 6.0), and images written by other programs. */
import type { Bytes } from './file-fixtures.ts';

export interface TiffFields {
  width: number;
  height: number;
  bits?: number;
  samples?: number;
  /** PhotometricInterpretation: 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK. */
  photometric?: number;
  compression?: number;
  littleEndian?: boolean;
  /** Further tags, each with one or more 16-bit values. */
  tags?: Record<number, number[]>;
  /** Side of square tiles. */
  tile?: number;
  /** Strips or tiles, as packed. */
  segments: Uint8Array[];
  rowsPerStrip?: number;
}

/** One page: header, segments, directory, and the values that do not fit into it. */
export function tiff(fields: TiffFields): Bytes {
  const { width, height, bits = 8, samples = 1, littleEndian = true, segments, tile } = fields;
  const offsets: number[] = [];
  let end = 8;
  for (const segment of segments) {
    offsets.push(end);
    end += segment.length + (segment.length & 1);
  }
  const counts = segments.map(({ length }) => length);
  const tags: [tag: number, type: 3 | 4, values: number[]][] = [
    [256, 3, [width]],
    [257, 3, [height]],
    [258, 3, Array(samples).fill(bits) as number[]],
    [259, 3, [fields.compression ?? 1]],
    [262, 3, [fields.photometric ?? 1]],
    ...(tile ? [] : ([[273, 4, offsets]] as [number, 4, number[]][])),
    [277, 3, [samples]],
    ...(tile
      ? ([
          [322, 3, [tile]],
          [323, 3, [tile]],
          [324, 4, offsets],
          [325, 4, counts],
        ] as [number, 3 | 4, number[]][])
      : ([
          [278, 3, [fields.rowsPerStrip ?? height]],
          [279, 4, counts],
        ] as [number, 3 | 4, number[]][])),
    ...Object.entries(fields.tags ?? {}).map(([tag, values]): [number, 3, number[]] => [Number(tag), 3, values]),
  ];
  tags.sort(([a], [b]) => a - b);
  const directory = end;
  let extra = directory + 2 + 12 * tags.length + 4;
  const out = new Uint8Array(
    extra + tags.reduce((sum, [, type, { length }]) => sum + (type === 3 ? 2 : 4) * length, 8),
  );
  const view = new DataView(out.buffer);
  out.set(littleEndian ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, directory, littleEndian);
  segments.forEach((segment, i) => out.set(segment, offsets[i]!));
  view.setUint16(directory, tags.length, littleEndian);
  tags.forEach(([tag, type, values], i) => {
    const at = directory + 2 + 12 * i;
    const size = type === 3 ? 2 : 4;
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    view.setUint32(at + 4, values.length, littleEndian);
    const inside = values.length * size <= 4;
    if (!inside) view.setUint32(at + 8, extra, littleEndian);
    values.forEach((value, k) => {
      const to = (inside ? at + 8 : extra) + k * size;
      if (size === 2) view.setUint16(to, value, littleEndian);
      else view.setUint32(to, value, littleEndian);
    });
    if (!inside) extra += values.length * size;
  });
  return out;
}

/**
 * The image with further pages, which show the same strips.
 * @param kinds of the further pages (NewSubfileType): 0 for a page, 1 for a thumbnail
 * @param circle whether the last one points to the first again
 */
export function withPages(page: Bytes, kinds: readonly number[], circle = false): Bytes {
  const littleEndian = page[0] === 0x49;
  const first = new DataView(page.buffer).getUint32(4, littleEndian);
  const entries = new DataView(page.buffer).getUint16(first, littleEndian);
  const tags = page.slice(first + 2, first + 2 + 12 * entries);
  const length = 2 + 12 * (entries + 1) + 4;
  const start = page.length + (page.length & 1);
  const out = new Uint8Array(start + kinds.length * length);
  const view = new DataView(out.buffer);
  out.set(page);
  let pointer = first + 2 + 12 * entries;
  for (const [i, kind] of kinds.entries()) {
    const at = start + i * length;
    view.setUint32(pointer, at, littleEndian);
    view.setUint16(at, entries + 1, littleEndian);
    view.setUint16(at + 2, 254, littleEndian);
    view.setUint16(at + 4, 4, littleEndian);
    view.setUint32(at + 6, 1, littleEndian);
    view.setUint32(at + 10, kind, littleEndian);
    out.set(tags, at + 14);
    pointer = at + length - 4;
  }
  if (circle) view.setUint32(pointer, first, littleEndian);
  return out;
}

const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** Grey 3 i mod 250 for the i-th of 8 × 8 pixels, packed by LZW by libtiff. */
export const lzwTiff = (): Bytes =>
  fromBase64(
    'SUkqAFQAAACAAABgYEgwHhIKhgNh4QiQTioWjAZjYcjwfkIikglk4olQrloumAxmY0mw3nI6ng9n5AoRDopGpBJpZMpxPqJSqhVq5YrRbrpewEAA' +
      'CQAAAQMAAQAAAAgAAAABAQMAAQAAAAgAAAACAQMAAQAAAAgAAAADAQMAAQAAAAUAAAAGAQMAAQAAAAEAAAARAQQAAQAAAAgAAAAWAQMAAQAAAAg' +
      'AAAAXAQQAAQAAAEsAAAAcAQMAAQAAAAEAAAAAAAAA',
  );

/** Grey 1000 i of 65,535 for the i-th of 8 × 8 pixels, written by Pillow. */
export const deepPng = (): Bytes =>
  fromBase64(
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIEAAAAACx9D0UAAAANElEQVR4nGNkYGB+wYIEGeUdWF6wvEAShAiwIIShAi/gwgoOqGawyDuwOOA1' +
      'g/HWARQNLwCTWTTnXKSCagAAAABJRU5ErkJggg==',
  );

/** 8 × 8 pixels of one colour in inks (CMYK), written by Pillow, which reads them as (191, 95, 0). */
export const cmykJpeg = (): Bytes =>
  fromBase64(
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgS' +
      'FBUU/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAE' +
      'EQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6' +
      'g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkA' +
      'SwAAPwD9U6ZX5VV9UV//2Q==',
  );
