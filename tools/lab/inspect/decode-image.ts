/**
 * Decodes PNG and JPEG without a browser, for counts, shapes and greys. Pixels of scaled images are the nearest ones: the
 * page's own scaling is smoother. Images of other formats count as images that do not decode.
 */
import type { DecodedImage } from '../../../src/datasets/sources/sample-source.ts';

/** @throws Error where the bytes are neither PNG nor JPEG */
export async function decodeImage(bytes: Uint8Array, size?: readonly [number, number]): Promise<DecodedImage> {
  const image = await decodeWhole(bytes);
  return onWhite(size ? covering(image, size) : image);
}

async function decodeWhole(bytes: Uint8Array): Promise<DecodedImage> {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return decodePng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return decodeJpeg(bytes);
  throw new Error('neither PNG nor JPEG');
}

async function decodePng(bytes: Uint8Array): Promise<DecodedImage> {
  const { decode, convertIndexedToRgb } = await import('fast-png');
  const image = decode(bytes);
  const { width, height } = image;
  const data = image.palette ? convertIndexedToRgb(image) : image.data;
  const channels = data.length / (width * height);
  // Grey with fewer than eight bits is stored unscaled.
  const most = image.palette ? 255 : 2 ** image.depth - 1;
  const level = (at: number): number => Math.round((data[at]! * 255) / most);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const from = i * channels;
    const grey = channels < 3;
    for (let c = 0; c < 3; c++) pixels[i * 4 + c] = level(from + (grey ? 0 : c));
    pixels[i * 4 + 3] = channels % 2 ? 255 : level(from + channels - 1);
  }
  return { width, height, pixels };
}

async function decodeJpeg(bytes: Uint8Array): Promise<DecodedImage> {
  const { default: jpeg } = await import('jpeg-js');
  const { width, height, data } = jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 2048 });
  return { width, height, pixels: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) };
}

/** Scaled to cover the size and cropped at the centre. */
function covering(image: DecodedImage, [height, width]: readonly [number, number]): DecodedImage {
  if (image.width === width && image.height === height) return image;
  const scale = Math.max(width / image.width, height / image.height);
  const pixels = new Uint8ClampedArray(width * height * 4);
  const nearest = (at: number, target: number, source: number): number =>
    Math.max(0, Math.min(source - 1, Math.floor((at + 0.5 - target / 2) / scale + source / 2)));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (nearest(y, height, image.height) * image.width + nearest(x, width, image.width)) * 4;
      pixels.set(image.pixels.subarray(from, from + 4), (y * width + x) * 4);
    }
  return { width, height, pixels };
}

/** Transparent pixels become white, as on the page. */
function onWhite({ width, height, pixels }: DecodedImage): DecodedImage {
  const out = pixels.slice();
  for (let i = 0; i < out.length; i += 4) {
    const alpha = out[i + 3]! / 255;
    for (let c = 0; c < 3; c++) out[i + c] = Math.round(out[i + c]! * alpha + 255 * (1 - alpha));
    out[i + 3] = 255;
  }
  return { width, height, pixels: out };
}
