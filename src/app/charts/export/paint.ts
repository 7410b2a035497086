/** Computed CSS colours as SVG presentation attributes that every viewer reads. */

export interface Paint {
  /** `rgb(r, g, b)`; undefined for a transparent colour. */
  color: string | undefined;
  /** 0–1. */
  opacity: number;
}

/** Reads `rgb(…)`, `rgba(…)` and `color(srgb …)`, the forms in which browsers serialise computed colours. */
export function parsePaint(css: string): Paint {
  const numbers = (css.match(/-?[\d.]+(?:e-?\d+)?%?/g) ?? []).map((one) =>
    one.endsWith('%') ? parseFloat(one) / 100 : Number(one),
  );
  const scale = css.startsWith('color(srgb') ? 255 : css.startsWith('rgb') ? 1 : undefined;
  const [r, g, b, opacity = 1] = numbers;
  if (scale === undefined || b === undefined) return { color: css === 'transparent' ? undefined : css, opacity: 1 };
  if (opacity === 0) return { color: undefined, opacity: 0 };
  const [red, green, blue] = [r!, g!, b].map((channel) => Math.round(scale * channel));
  return { color: `rgb(${red}, ${green}, ${blue})`, opacity };
}

/** `fill="…" fill-opacity="…"`, or the same of `stroke`; `none` for a transparent colour. */
export function paintAttributes(property: 'fill' | 'stroke', css: string, more = 1): string {
  if (css === 'none') return ` ${property}="none"`;
  const { color, opacity } = parsePaint(css);
  if (color === undefined) return ` ${property}="none"`;
  const share = round(opacity * more, 3);
  return ` ${property}="${escapeXml(color)}"${share < 1 ? ` ${property}-opacity="${share}"` : ''}`;
}

/** Text as it may stand in SVG: names of arms and classes are data. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
