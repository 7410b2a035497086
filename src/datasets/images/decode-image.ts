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
  const { bitmap, pages } = await bitmapOf(bytes);
  try {
    const [height, width] = size ?? [bitmap.height, bitmap.width];
    const canvas = canvasOf(width, height);
    canvas.clearRect(0, 0, width, height);
    canvas.imageSmoothingQuality = 'high';
    const scale = Math.max(width / bitmap.width, height / bitmap.height);
    const [w, h] = [bitmap.width * scale, bitmap.height * scale];
    canvas.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
    return { width, height, pixels: canvas.getImageData(0, 0, width, height).data, ...(pages ? { pages } : {}) };
  } finally {
    bitmap.close();
  }
}

async function bitmapOf(bytes: Uint8Array): Promise<{ bitmap: ImageBitmap; pages?: number | undefined }> {
  const decode = ownDecoder(bytes);
  if (decode) {
    const { width, height, pixels, pages } = await decode(bytes);
    const data = new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, width, height);
    return { bitmap: await createImageBitmap(data, { premultiplyAlpha: 'none' }), pages };
  }
  const [width, height] = declaredSize(bytes) ?? [1, 1];
  checkImageSize(width, height);
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  return { bitmap };
}

/** Width and height that PNG and GIF declare in their first bytes; other formats limit their sizes. */
function declaredSize(bytes: Uint8Array): [width: number, height: number] | undefined {
  if (bytes.length < 24) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) === 0x89504e47) return [view.getUint32(16), view.getUint32(20)];
  if (view.getUint32(0) === 0x47494638) return [view.getUint16(6, true), view.getUint16(8, true)];
  return undefined;
}
