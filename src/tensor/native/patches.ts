/** Images padded with zeros for a filter, so that all its places are inside. */
import { JobKind, runJob } from './job.ts';
import { nativeModule } from './module.ts';
import type { Patches, PatchLayout } from './matrix-product.ts';

/** Images `[images, height, width, channels]`, and the positions of a filter on them. */
export interface ConvolutionInput {
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
  /** Rows of zeros above the image, and columns on its left; negative if the filter's first place is inside. */
  top: number;
  left: number;
}

/**
 * Calls a product with the patches as its left side: the images themselves if all places are inside, otherwise a padded
 * copy, which is freed after the call.
 */
export function withPatches(input: ConvolutionInput, kind: Patches['kind'], use: (left: Patches) => void): void {
  const { pointer, images, height, width, channels, top, left } = input;
  const { outHeight, outWidth, strideY, strideX, filterHeight, filterWidth } = input;
  const layout = (rowStep: number, imageStep: number): PatchLayout => ({
    ...{ channels, outHeight, outWidth, strideY, strideX, filterWidth },
    ...{ rowStep, imageStep },
  });
  const paddedHeight = (outHeight - 1) * strideY + filterHeight;
  const paddedWidth = (outWidth - 1) * strideX + filterWidth;
  if (top <= 0 && left <= 0 && paddedHeight - top <= height && paddedWidth - left <= width) {
    const first = 4 * (-top * width - left) * channels;
    use({ kind, pointer: pointer + first, places: layout(width * channels, height * width * channels) });
    return;
  }
  const { allocate, free } = nativeModule();
  const values = images * paddedHeight * paddedWidth * channels;
  const copy = allocate(4 * values);
  runJob(JobKind.pad, images, [height, width, channels, top, left, paddedHeight, paddedWidth, pointer, copy], values);
  use({ kind, pointer: copy, places: layout(paddedWidth * channels, paddedHeight * paddedWidth * channels) });
  free(copy);
}
