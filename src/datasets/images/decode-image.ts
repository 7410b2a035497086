/** Decodes images by the browser: upright by their EXIF orientation, colours as stored in the file. */
import type { DecodedImage } from '../sources/sample-source.ts';

/** Larger images are refused before they are decoded. */
const MAX_PIXELS = 100e6;

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
 * The pixels of an image. Given a size, the image is scaled to cover it and cropped at the centre. Transparent pixels become
 * white.
 * @param size height and width in pixels
 * @throws Error where the bytes are not an image, or one of more than a hundred megapixels
 */
export async function decodeImage(bytes: Uint8Array, size?: readonly [number, number]): Promise<DecodedImage> {
  if (declaredPixels(bytes) > MAX_PIXELS) throw new Error('the image claims an absurd size');
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    const [height, width] = size ?? [bitmap.height, bitmap.width];
    const canvas = canvasOf(width, height);
    canvas.fillStyle = 'white';
    canvas.fillRect(0, 0, width, height);
    canvas.imageSmoothingQuality = 'high';
    const scale = Math.max(width / bitmap.width, height / bitmap.height);
    const [w, h] = [bitmap.width * scale, bitmap.height * scale];
    canvas.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
    return { width, height, pixels: canvas.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
}

/** The number of pixels that PNG and GIF declare in their first bytes; 0 for other formats, whose sizes are limited. */
function declaredPixels(bytes: Uint8Array): number {
  if (bytes.length < 24) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) === 0x89504e47) return view.getUint32(16) * view.getUint32(20);
  if (view.getUint32(0) === 0x47494638) return view.getUint16(6, true) * view.getUint16(8, true);
  return 0;
}
