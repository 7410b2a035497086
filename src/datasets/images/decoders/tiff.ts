/** TIFF images (TIFF 6.0): grey, RGB, palette and CMYK of 1 to 32 bits as a person would see them; of several pages, the first. */
import { decode, type TiffIfd } from 'tiff';
import type { DecodedImage } from '../../sources/sample-source.ts';
import { checkImageSize } from './image-size.ts';
import { countTiffPages } from './tiff-pages.ts';
import { bitsOf, readTiffSamples } from './tiff-samples.ts';
import { UnsupportedImage } from './unsupported-image.ts';

/** Values of the tag PhotometricInterpretation. */
const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const RGB = 2;
const PALETTE = 3;
const CMYK = 5;
const PREMULTIPLIED = 1;

/** @throws Error where the file is damaged; UnsupportedImage for kinds that are not read */
export function decodeTiff(bytes: Uint8Array): DecodedImage {
  // Only the first page, so that a circle of pages does not matter.
  const [tags] = decode(bytes, { ignoreImageData: true, pages: [0] });
  if (!tags) throw new Error('there is no page');
  const { width, height } = tags;
  checkImageSize(width, height);
  const samples = readTiffSamples({ bytes, littleEndian: bytes[0] === 0x49, tags });
  const pixels = new Uint8ClampedArray(width * height * 4);
  const toColour = colourReader(tags, samples);
  for (let pixel = 0; pixel < width * height; pixel++) pixels.set(toColour(pixel * tags.samplesPerPixel), pixel * 4);
  const pages = countTiffPages(bytes);
  return { ...upright({ width, height, pixels }, tags.orientation || 1), ...(pages > 1 ? { pages } : {}) };
}

type ColourAt = (at: number) => readonly number[];

/** The red, green, blue and alpha of the pixel whose samples begin at a position. */
function colourReader(tags: TiffIfd, samples: Float32Array): ColourAt {
  const { type, samplesPerPixel } = tags;
  const colours = { [WHITE_IS_ZERO]: 1, [BLACK_IS_ZERO]: 1, [RGB]: 3, [PALETTE]: 1, [CMYK]: 4 }[type];
  if (!colours || samplesPerPixel < colours) throw new UnsupportedImage('a TIFF image of an unusual colour space');
  const palette = type === PALETTE ? tags.palette : undefined;
  if (type === PALETTE) {
    if (!palette) throw new Error('the palette is missing');
    return (at) => [...(palette[samples[at]!] ?? [0, 0, 0]).map((one) => one / 257), 255];
  }
  const scale = byteScale(tags, samples);
  const extra = tags.extraSamples?.[0] ?? 0;
  const alphaAt = samplesPerPixel > colours && extra > 0 ? colours : undefined;
  return (at) => {
    const read = (sample: number): number => scale(samples[at + sample]!);
    const alpha = alphaAt === undefined ? 255 : read(alphaAt);
    // Colours that were multiplied by alpha are divided again.
    const part = extra === PREMULTIPLIED && alpha > 0 ? 255 / alpha : 1;
    if (type === RGB) return [read(0) * part, read(1) * part, read(2) * part, alpha];
    if (type === CMYK) {
      const light = 255 - read(3);
      return [0, 1, 2].map((ink) => ((255 - read(ink)) * light) / 255).concat(alpha);
    }
    const grey = (type === WHITE_IS_ZERO ? 255 - read(0) : read(0)) * part;
    return [grey, grey, grey, alpha];
  };
}

/** Samples to 0 … 255: whole numbers by their bits, fractions by 1, 255 or 65,535, whichever they stay below. */
function byteScale(tags: TiffIfd, samples: Float32Array): (value: number) => number {
  const { sampleFormat } = tags;
  const bits = bitsOf(tags);
  if (sampleFormat === 2) return (value) => ((value + 2 ** (bits - 1)) * 255) / (2 ** bits - 1);
  if (sampleFormat !== 3) return (value) => (value * 255) / (2 ** bits - 1);
  const max = samples.reduce((most, value) => Math.max(most, value), 0);
  if (!Number.isFinite(max)) throw new Error('a value is not finite');
  const top = [1, 255, 65_535].find((one) => max <= one) ?? max;
  return (value) => (value * 255) / top;
}

/** Turned and mirrored as the tag Orientation says (1 to 8, as in EXIF). */
function upright({ width, height, pixels }: DecodedImage, orientation: number): DecodedImage {
  if (orientation < 2 || orientation > 8) return { width, height, pixels };
  const swapped = orientation >= 5;
  const [w, h] = swapped ? [height, width] : [width, height];
  const out = new Uint8ClampedArray(pixels.length);
  const right = [2, 3, 7, 8].includes(orientation);
  const down = [3, 4, 6, 7].includes(orientation);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const [row, column] = swapped ? [x, y] : [y, x];
      const fromX = right ? width - 1 - column : column;
      const fromY = down ? height - 1 - row : row;
      const from = 4 * (fromY * width + fromX);
      out.set(pixels.subarray(from, from + 4), 4 * (y * w + x));
    }
  return { width: w, height: h, pixels: out };
}
