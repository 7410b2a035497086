/** Images as a filter sees them: with the margin of zeros that its places reach over, so that none asks for edges. */
import { Kind, perform } from './job.ts';
import { nativeModule } from './module.ts';
import type { Patches, Places } from './matrix-product.ts';

/** Images `[images, height, width, channels]`, and where a filter lies on them. */
export interface Gaze {
  pointer: number;
  images: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  strideY: number;
  strideX: number;
  filterHeight: number;
  filterWidth: number;
  /** Rows of zeros above the image, and columns on its left; below zero where the filter's first place is inside. */
  top: number;
  left: number;
}

/**
 * Hands what the filter sees to a product, as its left side: the images themselves where every place lies inside of
 * them, else a copy with a margin, which lasts for the call.
 */
export function withPatches(gaze: Gaze, kind: Patches['kind'], use: (left: Patches) => void): void {
  const { pointer, images, height, width, channels, top, left } = gaze;
  const { outHeight, outWidth, strideY, strideX, filterHeight, filterWidth } = gaze;
  const places = (rowStep: number, imageStep: number): Places => ({
    ...{ channels, outHeight, outWidth, strideY, strideX, filterWidth },
    ...{ rowStep, imageStep },
  });
  const seenHeight = (outHeight - 1) * strideY + filterHeight;
  const seenWidth = (outWidth - 1) * strideX + filterWidth;
  if (top <= 0 && left <= 0 && seenHeight - top <= height && seenWidth - left <= width) {
    const first = 4 * (-top * width - left) * channels;
    use({ kind, pointer: pointer + first, places: places(width * channels, height * width * channels) });
    return;
  }
  const { allocate, free } = nativeModule();
  const values = images * seenHeight * seenWidth * channels;
  const copy = allocate(4 * values);
  perform(Kind.framed, images, [height, width, channels, top, left, seenHeight, seenWidth, pointer, copy], values);
  use({ kind, pointer: copy, places: places(seenWidth * channels, seenHeight * seenWidth * channels) });
  free(copy);
}
