/** A stored image as pixels: one or three channels, bytes or floats from 0 to 1, row-major. */
import type { SampleArray } from '../../../protocol/dataset.ts';

/** @param shape `[height, width, channels]` */
export function imageDataOf(values: SampleArray, shape: readonly number[]): ImageData {
  const [height = 1, width = 1, channels = 1] = shape;
  const pixels = new Uint8ClampedArray(4 * width * height);
  const scale = values instanceof Float32Array ? 255 : 1;
  for (let i = 0, p = 0; i < width * height; i++, p += 4) {
    for (let c = 0; c < 3; c++) pixels[p + c] = scale * (values[i * channels + Math.min(c, channels - 1)] ?? 0);
    pixels[p + 3] = 255;
  }
  return new ImageData(pixels, width, height);
}

/** Draws it pixel by pixel on a canvas of its size. */
export function drawImage(canvas: HTMLCanvasElement, values: SampleArray, shape: readonly number[]): void {
  [canvas.height, canvas.width] = [shape[0] ?? 1, shape[1] ?? 1];
  canvas.getContext('2d')?.putImageData(imageDataOf(values, shape), 0, 0);
}
