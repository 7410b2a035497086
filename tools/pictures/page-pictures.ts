/** Screenshots of the page itself, after the first preset's run: for the README and for previews of links to the page. */
import { presets } from '../../src/presets/index.ts';

export interface PagePicture {
  /** On the command line. */
  name: string;
  /** From the project's root. */
  file: string;
  /** Of the window and of the picture, in pixels. */
  size: { width: number; height: number };
  /** CSS pixels per pixel of the picture: above 1, more of the page fits in. */
  zoomOut: number;
}

export const pageSpec = presets[0].spec;

export const pagePictures: readonly PagePicture[] = [
  { name: 'page', file: 'docs/page.png', size: { width: 1440, height: 900 }, zoomOut: 1 },
  // the size that networks show whole beside a link (Open Graph)
  { name: 'preview', file: 'public/preview.png', size: { width: 1200, height: 630 }, zoomOut: 1.2 },
];
