/** How a figure leaves the page as a picture, and the page's colours while it is drawn for that. */
import { palette } from '../palette.svelte.ts';

export interface PictureOptions {
  colors: 'light' | 'dark';
  /** `page`: the figure's own panel. */
  background: 'white' | 'page' | 'none';
  /** Whether a line under the drawing says of which run, data, seeds and program it is. */
  caption: boolean;
  /** Pixels of a PNG per pixel of the page. */
  scale: number;
}

/** Fit for a paper. */
export const defaultPicture: PictureOptions = { colors: 'light', background: 'white', caption: true, scale: 2 };

/**
 * Draws as if the page had the picture's colours. They are set and taken back in one task, so that nothing of it is painted.
 *
 * @param draw reads computed styles and the palette only
 */
export function inPictureColors<Result>(
  { colors, background }: Pick<PictureOptions, 'colors' | 'background'>,
  draw: () => Result,
): Result {
  const { dataset } = document.documentElement;
  const theme = dataset['theme'];
  dataset['theme'] = colors;
  // without transitions, under which colours would still be those before (base.css)
  dataset['picture'] = background !== 'page' && colors === 'light' ? 'white' : 'page';
  palette.forget();
  try {
    return draw();
  } finally {
    delete dataset['picture'];
    if (theme === undefined) delete dataset['theme'];
    else dataset['theme'] = theme;
    palette.forget();
  }
}

/** Pixels between the lines of a caption, and its type. */
const LINE_HEIGHT = 15;
const FONT_SIZE = 11;
/** Mean width of a letter of the page's font in units of the type. */
const LETTER = 0.53;

/** A caption in lines that fit the width, in pixels. */
export function captionLines(text: string, width: number): string[] {
  const fit = Math.max(20, Math.floor((width - 2 * FONT_SIZE) / (LETTER * FONT_SIZE)));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= fit) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** @returns SVG elements from `top` on, and the height that they take, in pixels */
export function captionMarks(
  lines: readonly string[],
  { top, fill }: { top: number; fill: string },
  escape: (text: string) => string,
): { marks: string; height: number } {
  if (lines.length === 0) return { marks: '', height: 0 };
  const marks = lines
    .map(
      (line, i) =>
        `<text x="${FONT_SIZE}" y="${top + FONT_SIZE + i * LINE_HEIGHT}" font-size="${FONT_SIZE}"${fill}>${escape(line)}</text>`,
    )
    .join('');
  return { marks, height: lines.length * LINE_HEIGHT + FONT_SIZE / 2 };
}
