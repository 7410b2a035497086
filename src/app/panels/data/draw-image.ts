/** Draws a stored image on a canvas. */
import type { SampleArray } from '../../../protocol/dataset.ts';

/** @param values `[height, width, channels]` with one or three channels of 0–255 @param shape height, width, channels */
export function drawImageSample(canvas: HTMLCanvasElement, values: SampleArray, shape: readonly number[]): void {
  const [height = 1, width = 1, channels = 1] = shape;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[pixel * 4 + channel] = values[pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
    image.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
