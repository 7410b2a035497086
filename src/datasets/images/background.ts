/** What transparent pixels are laid on: white, black where light images could not be seen on white, or nothing. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import type { DecodedImage } from '../sources/sample-source.ts';
import { luminanceAt } from './luminance.ts';

/** With `alpha`, the opacity itself is the image. */
export type Background = NonNullable<ImportChoices['ground']>;

/** With less than this share of the variance that black gives, white hides the images. */
const HIDDEN_SHARE = 0.1;
const OPAQUE = 255;

function isOpaque(pixels: Uint8ClampedArray): boolean {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i]! < OPAQUE) return false;
  return true;
}

/** Compares how well images with transparent pixels are seen on white and on black. */
export class BackgroundContrast {
  /** Whether any image has pixels that are not opaque. */
  transparent = false;
  private count = 0;
  private readonly sums = { white: 0, black: 0 };
  private readonly squares = { white: 0, black: 0 };

  add({ pixels }: DecodedImage): void {
    if (isOpaque(pixels)) return;
    this.transparent = true;
    const { sums, squares } = this;
    for (let i = 0; i < pixels.length; i += 4) {
      const alpha = pixels[i + 3]! / OPAQUE;
      const onBlack = luminanceAt(pixels, i) * alpha;
      const onWhite = onBlack + 255 * (1 - alpha);
      sums.black += onBlack;
      squares.black += onBlack * onBlack;
      sums.white += onWhite;
      squares.white += onWhite * onWhite;
    }
    this.count += pixels.length / 4;
  }

  /** White, unless the variance of all pixels says that it hides what is drawn. */
  ground(): Background {
    const variance = (ground: 'white' | 'black'): number =>
      this.count ? this.squares[ground] / this.count - (this.sums[ground] / this.count) ** 2 : 0;
    return variance('white') < HIDDEN_SHARE * variance('black') ? 'black' : 'white';
  }
}

/** The image with all pixels opaque. */
export function onBackground(image: DecodedImage, ground: Background): DecodedImage {
  const { width, height, pixels } = image;
  if (ground === 'alpha') return opacityOf(image);
  if (isOpaque(pixels)) return image;
  const out = pixels.slice();
  const behind = ground === 'white' ? 255 : 0;
  for (let i = 0; i < out.length; i += 4) {
    const alpha = out[i + 3]!;
    if (alpha === OPAQUE) continue;
    for (let c = i; c < i + 3; c++) out[c] = (pixels[c]! * alpha + behind * (OPAQUE - alpha)) / OPAQUE;
    out[i + 3] = OPAQUE;
  }
  return { width, height, pixels: out };
}

function opacityOf({ width, height, pixels }: DecodedImage): DecodedImage {
  const out = pixels.slice();
  for (let i = 0; i < out.length; i += 4) out.fill(pixels[i + 3]!, i, i + 3).fill(OPAQUE, i + 3, i + 4);
  return { width, height, pixels: out };
}
