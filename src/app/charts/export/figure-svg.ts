/**
 * A figure as an SVG document that stands alone: the drawing of the page itself. Walks the figure's elements and writes
 * boxes, texts, canvases and SVG with their computed styles at their places; nothing is laid out a second time.
 */
import { boxMarks, cornerRadius, rectAttributes, type Box } from './boxes.ts';
import { canvasDataUrl, canvasMarksOf } from './canvas-drawings.ts';
import { inlineSvg, nextId, restartIds } from './inline-svg.ts';
import { escapeXml, paintAttributes, round } from './paint.ts';
import { captionLines, captionMarks, inPictureColors, type PictureOptions } from './picture.ts';
import { linesOf, textMarks, type TextLine } from './text-lines.ts';

/** First the page's own font, where the viewer has it. */
const FONT_FAMILY = 'Inter, system-ui, sans-serif';

interface Walk {
  /** The figure's corner, in pixels of the window. */
  origin: { x: number; y: number };
  /** Bounds of all that was written. */
  size: { width: number; height: number };
  /** Where text in the current element is cut off, in pixels of the window. */
  textEnd: number;
}

export interface FigurePicture {
  title: string;
  /** Under the drawing; empty for none. */
  caption: string;
  options: PictureOptions;
}

/** @param figure on the page; what is marked `data-aid` only serves the visitor and is left out */
export const figureSvg = (figure: HTMLElement, picture: FigurePicture): string =>
  inPictureColors(picture.options, () => drawFigure(figure, picture));

function drawFigure(figure: HTMLElement, { title, caption, options }: FigurePicture): string {
  const restore = liftScrolling(figure);
  try {
    restartIds();
    const { x, y, width, height } = figure.getBoundingClientRect();
    const walk: Walk = { origin: { x, y }, size: { width, height }, textEnd: Infinity };
    const inner = childMarks(figure, walk);
    const [across, drawn] = [Math.ceil(walk.size.width), Math.ceil(walk.size.height)];
    const { color, backgroundColor } = getComputedStyle(figure);
    const under = captionMarks(
      caption ? captionLines(caption, across) : [],
      { top: drawn, fill: paintAttributes('fill', color, 0.75) },
      escapeXml,
    );
    const down = drawn + under.height;
    const ground =
      options.background === 'none'
        ? ''
        : `<rect width="100%" height="100%"${paintAttributes('fill', options.background === 'white' ? 'rgb(255, 255, 255)' : backgroundColor)}/>`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="0 0 ${across} ${down}" ` +
      `font-family="${FONT_FAMILY}"><title>${escapeXml(title)}</title>` +
      `${ground}${inner}${under.marks}</svg>\n`
    );
  } finally {
    restore();
  }
}

/** Shows all of what scrolls within the figure. Undone in the same task, so that nothing of it is painted. */
function liftScrolling(figure: HTMLElement): () => void {
  const scrolling = [...figure.querySelectorAll<HTMLElement>('*')].filter((element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    return /auto|scroll/.test(overflowX + overflowY) && !element.closest('[data-aid]');
  });
  const before = scrolling.map((element) => element.style.cssText);
  for (const { style } of scrolling) {
    style.overflow = 'visible';
    style.maxHeight = 'none';
  }
  return () => scrolling.forEach((element, i) => (element.style.cssText = before[i]!));
}

/** Children in the order in which they are painted. */
function childMarks(parent: Element, walk: Walk): string {
  const layers = Array.from(parent.childNodes, (node) => ({ node, layer: layerOf(node) }));
  layers.sort((a, b) => a.layer - b.layer);
  return layers.map(({ node }) => (node instanceof Text ? textNodeMarks(node, parent, walk) : elementMarks(node, walk))).join(''); // prettier-ignore
}

function layerOf(node: Node): number {
  if (!(node instanceof Element)) return 0;
  const { position, zIndex } = getComputedStyle(node);
  return position === 'static' ? 0 : Number(zIndex) || 0;
}

function elementMarks(node: Node, walk: Walk): string {
  // a dialog of the figure stands over the page
  if (!(node instanceof Element) || node.hasAttribute('data-aid') || node instanceof HTMLDialogElement) return '';
  const style = getComputedStyle(node);
  // `inset(50%)` hides text that is for screen readers only
  if (style.display === 'none' || style.visibility === 'hidden' || style.clipPath === 'inset(50%)') return '';
  const box = placeOf(node.getBoundingClientRect(), walk);
  const marks = contentMarks(node, { style, box }, walk);
  return Number(style.opacity) < 1 && marks ? `<g opacity="${round(Number(style.opacity))}">${marks}</g>` : marks;
}

/** An element's computed style, and its place in the document. */
interface Place {
  style: CSSStyleDeclaration;
  box: Box;
}

function contentMarks(node: Element, { style, box }: Place, walk: Walk): string {
  if (node instanceof SVGSVGElement) return drawingMarks(node, box, walk);
  if (node instanceof HTMLCanvasElement) return canvasMarks(node, { style, box }, walk);
  if (style.display !== 'contents') grow(box, walk);
  const own = style.display === 'inline' || style.display === 'contents' ? '' : boxMarks(style, box);
  if (node instanceof HTMLSelectElement) return own + selectMarks(node, style, walk);
  const cutsText = style.textOverflow === 'ellipsis' && node.scrollWidth > node.clientWidth;
  const end = node.getBoundingClientRect().right - (parseFloat(style.paddingRight) || 0);
  const hides = /hidden|clip/.test(style.overflowX);
  const inner = childMarks(node, {
    ...walk,
    textEnd: cutsText ? Math.min(walk.textEnd, end) : walk.textEnd,
    // what is cut off does not make the document larger
    size: hides ? { width: 0, height: 0 } : walk.size,
  });
  const clips = hides && cornerRadius(style, box) > 0;
  return own + (clips && inner ? clipped(inner, style, box) : inner);
}

function clipped(inner: string, style: CSSStyleDeclaration, box: Box): string {
  const id = nextId();
  const shape = `<rect ${rectAttributes(box)} rx="${round(cornerRadius(style, box))}"/>`;
  return `<clipPath id="${id}">${shape}</clipPath><g clip-path="url(#${id})">${inner}</g>`;
}

function drawingMarks(drawing: SVGSVGElement, box: Box, walk: Walk): string {
  if (box.width === 0 || box.height === 0) return '';
  grow(box, walk);
  const { x, y, width, height } = drawing.viewBox.baseVal;
  const view = width > 0 ? ` viewBox="${[x, y, width, height].map((one) => round(one)).join(' ')}"` : '';
  return `<svg ${rectAttributes(box)}${view} overflow="visible">${inlineSvg(drawing)}</svg>`;
}

function canvasMarks(canvas: HTMLCanvasElement, { style, box }: Place, walk: Walk): string {
  if (canvas.width === 0 || canvas.height === 0 || box.width === 0) return '';
  grow(box, walk);
  const fit = style.objectFit === 'contain' ? '' : ' preserveAspectRatio="none"';
  const pixels = style.imageRendering === 'pixelated' ? ' style="image-rendering: pixelated"' : '';
  const marks = canvasMarksOf(canvas);
  const image =
    marks === undefined
      ? `<image ${rectAttributes(box)}${fit}${pixels} href="${canvasDataUrl(canvas)}"/>`
      : `<svg ${rectAttributes(box)}>${marks}</svg>`;
  return boxMarks(style, box) + (cornerRadius(style, box) > 0 ? clipped(image, style, box) : image);
}

function textNodeMarks(node: Text, parent: Element, walk: Walk): string {
  return linesOf(node)
    .map((line) => lineMarks(line, getComputedStyle(parent), walk))
    .join('');
}

/** A select shows the text of its option. */
function selectMarks(select: HTMLSelectElement, style: CSSStyleDeclaration, walk: Walk): string {
  const { left, right, top, bottom } = select.getBoundingClientRect();
  const space = (side: 'Left' | 'Right') =>
    parseFloat(style[`padding${side}`]) + parseFloat(style[`border${side}Width`]);
  const text = select.selectedOptions[0]?.text ?? '';
  return lineMarks({ text, left: left + space('Left'), right: right - space('Right'), top, bottom }, style, walk);
}

function lineMarks(line: TextLine, style: CSSStyleDeclaration, walk: Walk): string {
  grow(placeOf({ x: line.left, y: line.top, width: Math.min(line.right, walk.textEnd) - line.left, height: line.bottom - line.top }, walk), walk); // prettier-ignore
  return textMarks(line, style, walk);
}

const placeOf = ({ x, y, width, height }: Box, { origin }: Walk): Box => ({
  ...{ x: x - origin.x, y: y - origin.y },
  ...{ width, height },
});

function grow({ x, y, width, height }: Box, { size }: Walk): void {
  size.width = Math.max(size.width, x + width);
  size.height = Math.max(size.height, y + height);
}
