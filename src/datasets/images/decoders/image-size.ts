/** Refuses sizes that an image declares before anything is allocated for them. */

/** Larger images are refused before they are decoded. */
const MAX_PIXELS = 100e6;

/** @throws Error where the image has no pixels, or more than a hundred megapixels */
export function checkImageSize(width: number, height: number): void {
  if (!(width > 0) || !(height > 0)) throw new Error('the image has no pixels');
  if (width * height > MAX_PIXELS) throw new Error('the image claims an absurd size');
}
