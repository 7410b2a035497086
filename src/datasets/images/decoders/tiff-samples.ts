/** The samples of a TIFF image as numbers, `[height, width, samples]`: strips or tiles, chunky or in planes, with predictor. */
import type { TiffIfd } from 'tiff';
import { unpackSegment } from './tiff-packing.ts';
import { UnsupportedImage } from './unsupported-image.ts';

/** Kinds of numbers, by the tag SampleFormat. */
const SIGNED = 2;
const FLOAT = 3;
/** Value of the tag Predictor for differences between neighbours. */
const DIFFERENCES = 2;

export interface TiffFile {
  bytes: Uint8Array;
  littleEndian: boolean;
  tags: TiffIfd;
}

/** The tag BitsPerSample, which bitmaps leave out. */
export const bitsOf = ({ bitsPerSample }: TiffIfd): number => bitsPerSample || 1;

interface Segment {
  bytes: Uint8Array;
  /** In pixels. */
  width: number;
  height: number;
  /** Of one pixel in the segment. */
  samples: number;
}

/** @throws Error, UnsupportedImage */
export function readTiffSamples(file: TiffFile): Float32Array {
  const { tags } = file;
  const { width, height, samplesPerPixel } = tags;
  const planes = tags.planarConfiguration === 2 ? samplesPerPixel : 1;
  const inSegment = samplesPerPixel / planes;
  const tiled = tags.tiled;
  const size = {
    width: tiled ? tags.tileWidth! : width,
    height: tiled ? tags.tileHeight! : Math.min(tags.rowsPerStrip, height),
  };
  const [offsets, counts] = tiled ? [tags.tileOffsets, tags.tileByteCounts] : [tags.stripOffsets, tags.stripByteCounts];
  const across = Math.ceil(width / size.width);
  const perPlane = across * Math.ceil(height / size.height);
  if (!offsets || !(perPlane >= 1) || offsets.length < perPlane * planes) throw new Error('pixels are missing');
  const out = new Float32Array(width * height * samplesPerPixel);
  for (let i = 0; i < perPlane * planes; i++) {
    const place = i % perPlane;
    const [x, y] = [(place % across) * size.width, Math.floor(place / across) * size.height];
    const rows = tiled ? size.height : Math.min(size.height, height - y);
    const rowBytes = Math.ceil((size.width * inSegment * bitsOf(tags)) / 8);
    const packed = file.bytes.subarray(offsets[i], offsets[i]! + (counts?.[i] ?? rowBytes * rows));
    const bytes = unpackSegment(packed, tags.compression, rowBytes * rows);
    if (bytes.length < rowBytes * rows) throw new Error('pixels are missing');
    const segment: Segment = { bytes, width: size.width, height: rows, samples: inSegment };
    const read = sampleReader(file, segment);
    const plane = Math.floor(i / perPlane);
    for (let row = 0; row < rows && y + row < height; row++)
      for (let column = 0; column < size.width && x + column < width; column++)
        for (let sample = 0; sample < inSegment; sample++)
          out[((y + row) * width + x + column) * samplesPerPixel + plane + sample] = read(
            row,
            column * inSegment + sample,
          );
  }
  return out;
}

/** The value at a row and a place in it, with differences summed up. */
function sampleReader({ tags, littleEndian }: TiffFile, segment: Segment): (row: number, place: number) => number {
  const { bytes, width, height, samples } = segment;
  const { sampleFormat } = tags;
  const bits = bitsOf(tags);
  const rowBytes = Math.ceil((width * samples * bits) / 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bits < 8) {
    if (![1, 2, 4].includes(bits)) throw new UnsupportedImage(`a TIFF image of ${bits} bits`);
    return (row, place) => {
      const byte = bytes[row * rowBytes + ((place * bits) >> 3)]!;
      return (byte >> (8 - bits - ((place * bits) & 7))) & (2 ** bits - 1);
    };
  }
  const at = valueReader(view, { bits, sampleFormat, littleEndian });
  if (tags.predictor !== DIFFERENCES) return (row, place) => at(row * rowBytes + (place * bits) / 8);
  if (sampleFormat === FLOAT || bits > 32) throw new UnsupportedImage('a TIFF image with a predictor of fractions');
  const sums = new Float64Array(width * samples * height);
  for (let row = 0; row < height; row++)
    for (let place = 0; place < width * samples; place++) {
      const to = row * width * samples + place;
      const before = place >= samples ? sums[to - samples]! : 0;
      sums[to] = (before + at(row * rowBytes + (place * bits) / 8)) % 2 ** bits;
    }
  return (row, place) => sums[row * width * samples + place]!;
}

function valueReader(
  view: DataView,
  { bits, sampleFormat, littleEndian }: { bits: number; sampleFormat: number; littleEndian: boolean },
): (at: number) => number {
  const signed = sampleFormat === SIGNED;
  if (sampleFormat === FLOAT && bits === 32) return (at) => view.getFloat32(at, littleEndian);
  if (sampleFormat === FLOAT && bits === 64) return (at) => view.getFloat64(at, littleEndian);
  if (sampleFormat !== FLOAT && bits === 8) return signed ? (at) => view.getInt8(at) : (at) => view.getUint8(at);
  if (sampleFormat !== FLOAT && bits === 16)
    return signed ? (at) => view.getInt16(at, littleEndian) : (at) => view.getUint16(at, littleEndian);
  if (sampleFormat !== FLOAT && bits === 32)
    return signed ? (at) => view.getInt32(at, littleEndian) : (at) => view.getUint32(at, littleEndian);
  throw new UnsupportedImage(`a TIFF image of ${bits} bits`);
}
