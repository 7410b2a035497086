/** Figures that leave the page as an SVG that stands alone. */

/** What of the page's styles a drawing depends on. */
const copiedStyles = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap'],
  ...['stroke-linejoin', 'opacity', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'paint-order'],
];
const FONT_FAMILY = 'Inter, system-ui, sans-serif';

/** The drawing with its title, ground and fonts, every colour written out, so that it looks the same anywhere; the key under it. */
export function standaloneSvg(drawing: SVGSVGElement, title: string, legend: readonly LegendEntry[] = []): string {
  const { width, height } = drawing.viewBox.baseVal.width ? drawing.viewBox.baseVal : drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawing.querySelectorAll('*'), copy.querySelectorAll('*')];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    const target = to[i] as SVGElement;
    // Those that only catch the pointer are no part of the picture.
    if (target.hasAttribute('data-aid')) return;
    for (const name of copiedStyles) target.setAttribute(name, style.getPropertyValue(name));
    target.removeAttribute('style');
    target.removeAttribute('class');
  });
  copy.querySelectorAll('[data-aid]').forEach((aid) => aid.remove());
  const panel = getComputedStyle(drawing).getPropertyValue('--panel');
  const ink = getComputedStyle(drawing).getPropertyValue('--ink');
  const [pad, head] = [12, 30];
  const under = legendParts(legend, pad, width + pad, head + height + 18, ink);
  const inner = new XMLSerializer().serializeToString(copy).replace(/^<svg[^>]*>|<\/svg>$/g, '');
  return svgDocument(width + 2 * pad, height + head + under.height + pad, title, panel, [
    `<text x="${pad}" y="20" font-size="13" font-weight="600" fill="${escapeXml(ink)}">${escapeXml(title)}</text>`,
    `<g transform="translate(${pad} ${head})">${inner}</g>`,
    ...under.parts,
  ]);
}

/** What a colour or a strength stands for. */
export interface LegendEntry {
  text: string;
  color: string;
  opacity?: number;
}

/** The entries side by side, in as many lines as they need between `left` and `right`. */
function legendParts(key: readonly LegendEntry[], left: number, right: number, top: number, ink: string) {
  let [x, y] = [left, top];
  const parts = key.map(({ text, color, opacity = 1 }) => {
    const long = 30 + 6.4 * text.length;
    if (x > left && x + long > right) [x, y] = [left, y + 17];
    const part =
      `<rect x="${x}" y="${y - 8}" width="9" height="9" rx="2" fill="${escapeXml(color)}" fill-opacity="${opacity}"/>` +
      `<text x="${x + 14}" y="${y}" font-size="11" fill="${escapeXml(ink)}">${escapeXml(text)}</text>`;
    x += long;
    return part;
  });
  return { parts, height: key.length > 0 ? y - top + 26 : 0 };
}

/** An SVG document around parts that are SVG already. */
export function svgDocument(width: number, height: number, title: string, background: string, parts: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="${FONT_FAMILY}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escapeXml(background)}"/>`,
    ...parts,
    '</svg>\n',
  ].join('');
}

/** Text as it may stand in SVG: class and arm names are data. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
