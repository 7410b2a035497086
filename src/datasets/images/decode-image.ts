/** Decodes images by the browser: upright by their EXIF orientation, colours as stored in the file. */
import type { DecodedImage } from '../sources/sample-source.ts';
import { checkImageSize } from './decoders/image-size.ts';
import { ownDecoder } from './decoders/index.ts';

/** One canvas for all images: creating a canvas takes longer than drawing and reading back. */
let context: OffscreenCanvasRenderingContext2D | undefined;

function canvasOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  context ??= new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true }) ?? undefined;
  if (!context) throw new Error('this browser has no canvas in workers');
  const { canvas } = context;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return context;
}

/**
 * The pixels of an image, with their alpha. Given a size, the image is scaled to cover it and cropped at the centre.
 * @param size height and width in pixels
 * @throws Error where the bytes are not an image, or one of more than a hundred megapixels
 */
export async function decodeImage(bytes: Uint8Array, size?: readonly [number, number]): Promise<DecodedImage> {
  const decode = ownDecoder(bytes);
  const decoded = await decode?.(bytes);
  const noisy = await hasCanvasNoise();
  const [height, width] = size ?? [decoded?.height, decoded?.width];
  if (noisy && decoded && decoded.height === height && decoded.width === width) return decoded;
  const bitmap = await (decoded ? bitmapOf(decoded) : browserBitmap(bytes));
  try {
    const pages = decoded?.pages;
    return { ...readPixels(bitmap, size), ...(pages && { pages }), ...(noisy && { noisy }) };
  } finally {
    bitmap.close();
  }
}

function readPixels(bitmap: ImageBitmap, size: readonly [number, number] | undefined): DecodedImage {
  const [height, width] = size ?? [bitmap.height, bitmap.width];
  const canvas = canvasOf(width, height);
  canvas.clearRect(0, 0, width, height);
  canvas.imageSmoothingQuality = 'high';
  const scale = Math.max(width / bitmap.width, height / bitmap.height);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  canvas.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
  return { width, height, pixels: canvas.getImageData(0, 0, width, height).data };
}

/** Side of the known image, in pixels. */
const PROBE_SIDE = 64;
let noise: Promise<boolean> | undefined;

/**
 * Whether the browser changes the pixels that a page reads from a canvas, as protection against fingerprinting does: an image of
 * known, opaque pixels is read back once.
 */
function hasCanvasNoise(): Promise<boolean> {
  noise ??= (async () => {
    const pixels = Uint8ClampedArray.from({ length: 4 * PROBE_SIDE ** 2 }, (_, i) =>
      i % 4 === 3 ? 255 : (89 * i) % 256,
    );
    const bitmap = await bitmapOf({ width: PROBE_SIDE, height: PROBE_SIDE, pixels });
    const { pixels: read } = readPixels(bitmap, undefined);
    bitmap.close();
    return read.some((value, i) => value !== pixels[i]);
  })();
  return noise;
}

const bitmapOf = ({ width, height, pixels }: DecodedImage): Promise<ImageBitmap> =>
  createImageBitmap(new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, width, height), {
    premultiplyAlpha: 'none',
  });

async function browserBitmap(bytes: Uint8Array): Promise<ImageBitmap> {
  const [width, height] = declaredSize(bytes) ?? [1, 1];
  checkImageSize(width, height);
  return createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
}

/** Width and height that PNG and GIF declare in their first bytes; other formats limit their sizes. */
function declaredSize(bytes: Uint8Array): [width: number, height: number] | undefined {
  if (bytes.length < 24) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) === 0x89504e47) return [view.getUint32(16), view.getUint32(20)];
  if (view.getUint32(0) === 0x47494638) return [view.getUint16(6, true), view.getUint16(8, true)];
  return undefined;
}
