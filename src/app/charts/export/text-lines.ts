/** Text of the page as SVG text: each line of a text node at its place, in its type. */
import { escapeXml, paintAttributes, round } from './paint.ts';

/** A line as it is laid out, in pixels of the window. */
export interface TextLine {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The lines of a text node; spaces as the page shows them. */
export function linesOf(node: Text): TextLine[] {
  const lines: TextLine[] = [];
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/[^ \t\n\r]+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const { left, right, top, bottom, width } = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (width === 0) continue;
    if (last && Math.abs(last.top - top) < 2) Object.assign(last, { text: `${last.text} ${word}`, right });
    else lines.push({ text: word, left, right, top, bottom });
  }
  return lines;
}

let measuring: CanvasRenderingContext2D | null | undefined;
/** Measures texts in an element's font. */
function measure(style: CSSStyleDeclaration): CanvasRenderingContext2D {
  measuring ??= document.createElement('canvas').getContext('2d');
  measuring!.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return measuring!;
}

interface TextArea {
  /** The document's corner, in pixels of the window. */
  origin: { x: number; y: number };
  /** Where text with an ellipsis ends, in pixels of the window; Infinity where none is cut off. */
  textEnd: number;
}

export function textMarks(line: TextLine, style: CSSStyleDeclaration, { origin, textEnd: end }: TextArea): string {
  const context = measure(style);
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText('x');
  const cut = line.right > end + 1;
  const shown = style.textTransform === 'uppercase' ? line.text.toUpperCase() : line.text;
  const text = cut ? truncated(shown, (one) => context.measureText(one).width, end - line.left) : shown;
  if (text === '') return '';
  const y = (line.top + line.bottom - ascent - descent) / 2 + ascent - origin.y;
  const spacing = style.letterSpacing === 'normal' ? '' : ` letter-spacing="${round(parseFloat(style.letterSpacing))}"`;
  // keeps its width where another font takes the place of the page's
  const length =
    cut || text.length < 3 ? '' : ` textLength="${round(line.right - line.left, 1)}" lengthAdjust="spacingAndGlyphs"`;
  const weight = style.fontWeight === '400' ? '' : ` font-weight="${style.fontWeight}"`;
  const figures =
    style.fontVariantNumeric === 'normal'
      ? ''
      : ` style="font-variant-numeric: ${escapeXml(style.fontVariantNumeric)}"`;
  return (
    `<text x="${round(line.left - origin.x)}" y="${round(y)}" font-size="${round(parseFloat(style.fontSize))}"${weight}` +
    `${spacing}${paintAttributes('fill', style.color)}${length}${figures}>${escapeXml(text)}</text>`
  );
}

/** As much of a text as there is room for, with an ellipsis. */
function truncated(text: string, width: (text: string) => number, room: number): string {
  for (let length = text.length; length > 0; length--) {
    const part = `${text.slice(0, length).trimEnd()}…`;
    if (width(part) <= room) return part;
  }
  return '';
}
