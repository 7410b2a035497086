/** An SVG element of the page with its computed styles written into it. */
import { escapeXml, paintAttributes, round } from './paint.ts';

/** Styles written where they differ from SVG's default, besides the paints. */
const strokeStyles = {
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
};
const textStyles = { 'text-anchor': 'start', 'dominant-baseline': 'auto', 'font-weight': '400', 'font-size': '' };
const commonStyles = { opacity: '1', 'paint-order': 'normal' };
/** Attributes of the page that an exported drawing has no use for, or that its computed styles replace. */
const dropped =
  /^(class|style|role|tabindex|fill|stroke|opacity|font-|paint-|stroke-|fill-|text-anchor|dominant-|data-|aria-|on)/;
/** Elements without ink of their own. */
const groups = new Set(['g', 'svg', 'defs', 'marker', 'clipPath', 'title', 'linearGradient', 'mask']);

let counter = 0;
/** Exports number their ids from 1, so that equal drawings are equal texts. */
export const restartIds = (): void => void (counter = 0);
export const nextId = (): string => `m${++counter}`;

/** The element's children as SVG text; what is marked `data-aid` only helps the pointer and is left out. */
export function inlineSvg(drawing: SVGSVGElement): string {
  const ids = new Map(Array.from(drawing.querySelectorAll('[id]'), ({ id }) => [id, nextId()]));
  return Array.from(drawing.childNodes, (node) => serialise(node, ids)).join('');
}

function serialise(node: Node, ids: ReadonlyMap<string, string>): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent?.trim() ? escapeXml(collapse(node.textContent)) : '';
  if (!(node instanceof SVGElement) || node.hasAttribute('data-aid')) return '';
  const style = getComputedStyle(node);
  if (style.display === 'none' || style.visibility === 'hidden') return '';
  const attributes = Array.from(node.attributes)
    .filter(({ name }) => !dropped.test(name))
    .map(({ name, value }) => ` ${name}="${escapeXml(renamed(name, value, ids))}"`);
  const inner = Array.from(node.childNodes, (child) => serialise(child, ids)).join('');
  return `<${node.tagName}${attributes.join('')}${styleAttributes(node, style)}${inner ? `>${inner}</${node.tagName}>` : '/>'}`;
}

/** New ids and references to them; lengths with two decimals. */
function renamed(name: string, value: string, ids: ReadonlyMap<string, string>): string {
  if (name === 'id') return ids.get(value) ?? value;
  if (value.includes('url(#')) return value.replace(/url\(#(.*?)\)/g, (_, id: string) => `url(#${ids.get(id) ?? id})`);
  return shortened(value);
}

const shortened = (text: string): string => text.replace(/\d+\.\d{3,}/g, (long) => String(round(Number(long))));

function styleAttributes(node: SVGElement, style: CSSStyleDeclaration): string {
  const written = (defaults: Record<string, string>) =>
    Object.entries(defaults)
      .map(([name, normal]) => [name, style.getPropertyValue(name), normal] as const)
      .filter(([, value, normal]) => value !== normal)
      .map(([name, value]) => ` ${name}="${escapeXml(shortened(value))}"`)
      .join('');
  if (groups.has(node.tagName)) return node.tagName === 'g' ? written({ opacity: '1' }) : '';
  if (node.tagName === 'stop') return paintAttributes('fill', style.stopColor).replaceAll('fill', 'stop-color');
  const stroke = style.stroke === 'none' ? '' : paintAttributes('stroke', style.stroke, Number(style.strokeOpacity)) + written(strokeStyles); // prettier-ignore
  return (
    (node.tagName === 'line' ? '' : paintAttributes('fill', style.fill, Number(style.fillOpacity))) +
    stroke +
    written(commonStyles) +
    (node.tagName === 'text' ? written(textStyles) : '')
  );
}

const collapse = (text: string): string => text.replace(/[ \t\n\r]+/g, ' ').trim();
