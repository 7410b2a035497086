/** The luminance of pixels (ITU-R BT.601, section 2.5.1), which leaves greys as they are. */

/** From 0 to 255, of the pixel `[red, green, blue, alpha]` that begins at `at`. */
export const luminanceAt = (pixels: Uint8ClampedArray, at: number): number =>
  0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
