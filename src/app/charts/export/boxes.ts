/** Background and borders of an HTML element as SVG. */
import { escapeXml, paintAttributes, parsePaint, round } from './paint.ts';

/** In pixels, from the drawing's top-left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const sides = ['Top', 'Right', 'Bottom', 'Left'] as const;

export const rectAttributes = ({ x, y, width, height }: Box): string =>
  `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;

const shrunk = ({ x, y, width, height }: Box, by: number): Box => ({
  ...{ x: x + by, y: y + by },
  ...{ width: width - 2 * by, height: height - 2 * by },
});

/** Radius of the corners: of the first one, in pixels; half of the shorter side at most. */
export const cornerRadius = (style: CSSStyleDeclaration, { width, height }: Box): number => {
  const radius = style.borderTopLeftRadius;
  const length = parseFloat(radius) || 0;
  return Math.min(
    radius.endsWith('%') ? (length / 100) * Math.min(width, height) : length,
    Math.min(width, height) / 2,
  );
};

export function boxMarks(style: CSSStyleDeclaration, box: Box): string {
  const borders = sides.map((side) => ({
    width: parseFloat(style[`border${side}Width`]) || 0,
    line: style[`border${side}Style`],
    color: style[`border${side}Color`],
  }));
  const [first] = borders;
  const equal = borders.every((one) => one.width === first!.width && one.line === first!.line && one.color === first!.color); // prettier-ignore
  const filled = parsePaint(style.backgroundColor).color !== undefined;
  const framed = equal && hasInk(first!);
  const radius = cornerRadius(style, box);
  const inset = framed ? first!.width / 2 : 0;
  const frame = shrunk(box, inset);
  const rect =
    (filled || framed) && frame.width > 0 && frame.height > 0
      ? `<rect ${rectAttributes(frame)}${radius > 0 ? ` rx="${round(Math.max(0, radius - inset))}"` : ''}` +
        `${paintAttributes('fill', style.backgroundColor)}${framed ? strokeOf(first!) : ''}/>`
      : '';
  return (
    rect +
    ringMarks(style, box) +
    (equal ? '' : borders.map((border, i) => (hasInk(border) ? sideLine(border, i, box) : '')).join(''))
  );
}

/** A shadow that draws a line inside the border: `<color> 0px 0px 0px <width>px inset`. */
function ringMarks(style: CSSStyleDeclaration, box: Box): string {
  const [, color, width = ''] = /^(.*?) 0px 0px 0px ([\d.]+)px inset$/.exec(style.boxShadow) ?? [];
  if (!color) return '';
  return `<rect ${rectAttributes(shrunk(box, 1.5 * Number(width)))} rx="${round(cornerRadius(style, box))}" fill="none"${strokeOf({ width: Number(width), line: 'solid', color })}/>`;
}

type Border = { width: number; line: string; color: string };

const hasInk = ({ width, line, color }: Border): boolean =>
  width > 0 && line !== 'none' && line !== 'hidden' && parsePaint(color).color !== undefined;

const strokeOf = ({ width, line, color }: Border): string =>
  `${paintAttributes('stroke', color)} stroke-width="${round(width)}"` +
  (line === 'dashed' ? ` stroke-dasharray="${escapeXml(`${3 * width} ${3 * width}`)}"` : '');

/** A line along one side: 0 top, 1 right, 2 bottom, 3 left. */
function sideLine(border: Border, side: number, { x, y, width, height }: Box): string {
  const half = border.width / 2;
  const [x1, y1, x2, y2] = [
    [x, y + half, x + width, y + half],
    [x + width - half, y, x + width - half, y + height],
    [x, y + height - half, x + width, y + height - half],
    [x + half, y, x + half, y + height],
  ][side]!.map((value) => round(value));
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"${strokeOf(border)}/>`;
}
