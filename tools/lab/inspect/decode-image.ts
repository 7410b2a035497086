/** Decodes images without a browser, for commands that start none: PNG, JPEG, BMP, TIFF and Netpbm. */
import { checkImageSize } from '../../../src/datasets/images/decoders/image-size.ts';
import { ownDecoder } from '../../../src/datasets/images/decoders/index.ts';
import { UnsupportedImage } from '../../../src/datasets/images/decoders/unsupported-image.ts';
import type { DecodedImage } from '../../../src/datasets/sources/sample-source.ts';
import { decodeBmp } from './decode-bmp.ts';

const MAX_JPEG_MEGAPIXELS = 100;

/**
 * As `decodeImage` of the page, up to rounding: given a size, the image is scaled to cover it and cropped at the centre.
 * @param size height and width in pixels
 * @throws Error where the bytes are not an image; UnsupportedImage for WebP, GIF and AVIF
 */
export async function decodeImage(bytes: Uint8Array, size?: readonly [number, number]): Promise<DecodedImage> {
  const whole = await decodeWhole(bytes);
  return size ? covering(whole, size) : whole;
}

async function decodeWhole(bytes: Uint8Array): Promise<DecodedImage> {
  const own = ownDecoder(bytes);
  if (own) return own(bytes);
  const [a, b, c] = bytes;
  if (a === 0x89 && b === 0x50) return decodePng(bytes);
  if (a === 0xff && b === 0xd8) return decodeJpeg(bytes);
  if (a === 0x42 && b === 0x4d) return decodeBmp(bytes);
  if (a === 0x47 && b === 0x49 && c === 0x46) throw new UnsupportedImage('a GIF');
  if (a === 0x52 && b === 0x49) throw new UnsupportedImage('a WebP image');
  if (a === 0) throw new UnsupportedImage('an AVIF image');
  throw new Error('no image');
}

async function decodePng(bytes: Uint8Array): Promise<DecodedImage> {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  checkImageSize(header.getUint32(16), header.getUint32(20));
  const { decode } = await import('fast-png');
  const { width, height, data, depth, channels, palette, transparency } = decode(bytes, { checkCrc: true });
  const max = 2 ** depth - 1;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const rowBytes = Math.ceil((width * channels * depth) / 8);
  const at = (y: number, place: number): number => {
    if (depth >= 8) return data[y * width * channels + place]!;
    const byte = data[y * rowBytes + ((place * depth) >> 3)]!;
    return (byte >> (8 - depth - ((place * depth) & 7))) & max;
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const to = 4 * (y * width + x);
      if (palette) {
        const index = at(y, x);
        pixels.set([...(palette[index] ?? [0, 0, 0]).slice(0, 3), palette[index]?.[3] ?? 255], to);
        continue;
      }
      const values = Array.from({ length: channels }, (_, channel) => at(y, x * channels + channel));
      const colour = channels < 3 ? [values[0]!, values[0]!, values[0]!] : values.slice(0, 3);
      const alpha = channels % 2 ? undefined : values.at(-1)!;
      // Without an alpha channel, one colour may be transparent.
      const hidden = transparency?.length && values.every((value, i) => value === transparency[i]);
      pixels.set(
        [...colour, alpha ?? (hidden ? 0 : max)].map((value) => Math.round((value * 255) / max)),
        to,
      );
    }
  return { width, height, pixels };
}

async function decodeJpeg(bytes: Uint8Array): Promise<DecodedImage> {
  const { default: jpeg } = await import('jpeg-js');
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: false,
    maxResolutionInMP: MAX_JPEG_MEGAPIXELS,
  });
  return { width, height, pixels: new Uint8ClampedArray(data) };
}

/** Scaled by the mean of the area under each pixel, so that the image covers the size, and cropped at the centre. */
function covering(image: DecodedImage, [height, width]: readonly [number, number]): DecodedImage {
  if (image.height === height && image.width === width) return image;
  const step = Math.min(image.width / width, image.height / height);
  const left = (image.width - width * step) / 2;
  const top = (image.height - height * step) / 2;
  const pixels = new Uint8ClampedArray(height * width * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.set(meanOf(image, { x: left + x * step, y: top + y * step, side: step }), 4 * (y * width + x));
  return { width, height, pixels };
}

/** The mean colour of a square, by the share of every pixel in it; colours count by their alpha. */
function meanOf(image: DecodedImage, { x, y, side }: { x: number; y: number; side: number }): number[] {
  const sum = [0, 0, 0, 0];
  let area = 0;
  for (let row = Math.floor(y); row < Math.min(image.height, y + side); row++)
    for (let column = Math.floor(x); column < Math.min(image.width, x + side); column++) {
      const share =
        (Math.min(row + 1, y + side) - Math.max(row, y)) * (Math.min(column + 1, x + side) - Math.max(column, x));
      const at = 4 * (row * image.width + column);
      const alpha = image.pixels[at + 3]! * share;
      for (let c = 0; c < 3; c++) sum[c]! += image.pixels[at + c]! * alpha;
      sum[3]! += alpha;
      area += share;
    }
  const alpha = sum[3]!;
  return [...sum.slice(0, 3).map((one) => (alpha ? one / alpha : 0)), area ? alpha / area : 0];
}
