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

/** Characters that XML 1.0 forbids even as references: controls, U+FFFE, U+FFFF, and halves of surrogate pairs. */
const FORBIDDEN_IN_XML =
  // eslint-disable-next-line no-control-regex -- these are the characters meant
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text for an element or an attribute (names of arms and classes are data); what XML cannot hold becomes the replacement character U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .replace(FORBIDDEN_IN_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
