/** A latent map as an SVG that stands alone, with its title and its key. */
import { colorRamp, dotRadii, type Dot } from './latent-draw.ts';
import { escapeXml, svgDocument } from '../../charts/export-svg.ts';
import { palette } from '../../charts/palette.svelte.ts';

/** What the colours stand for: names, or a score between what the ends of the ramp are. */
export type LatentLegendSpec =
  { names: { text: string; color: string }[] } | { score: string; ends: readonly [string, string] };

export function latentSvg(
  title: string,
  { width, height, dots }: { width: number; height: number; dots: readonly Dot[] },
  key: LatentLegendSpec,
  arm: string,
): string {
  const [head, foot] = [34, 30];
  const ink = palette.css('--ink');
  const round = (value: number) => Math.round(10 * value) / 10;
  const circles = (['pool', 'labelled', 'queried'] as const).flatMap((state) =>
    dots
      .filter((dot) => dot.state === state)
      .map(({ x, y, color }) => {
        const at = `cx="${round(x)}" cy="${round(y)}"`;
        const more =
          state === 'pool' ? 'fill-opacity="0.75"' : state === 'labelled' ? `stroke="${ink}" stroke-width="1.1"` : '';
        const ring = state === 'queried' ? `<circle ${at} r="7" fill="none" stroke="${arm}" stroke-width="2.4"/>` : '';
        return `${ring}<circle ${at} r="${dotRadii[state]}" fill="${color}" ${more}/>`;
      }),
  );
  return svgDocument(width, height + head + foot, title, palette.css('--panel'), [
    `<text x="12" y="21" font-size="13" font-weight="600" fill="${ink}">${escapeXml(title)}</text>`,
    `<g transform="translate(0 ${head})">${circles.join('')}</g>`,
    `<g transform="translate(12 ${head + height + 18})" font-size="11" fill="${ink}">${legendParts(key)}</g>`,
  ]);
}

function legendParts(key: LatentLegendSpec): string {
  if ('names' in key) {
    let x = 0;
    return key.names
      .map(({ text, color }) => {
        const part = `<circle cx="${x + 4}" cy="-4" r="4" fill="${color}"/><text x="${x + 12}">${escapeXml(text)}</text>`;
        x += 26 + 6.4 * text.length;
        return part;
      })
      .join('');
  }
  const color = colorRamp();
  const steps = Array.from({ length: 20 }, (_, i) => `<rect x="${60 + 6 * i}" y="-9" width="6" height="9" fill="${color(i / 19)}"/>`); // prettier-ignore
  const [low, high] = key.ends.map(escapeXml);
  return `<text x="52" text-anchor="end">${low}</text>${steps.join('')}<text x="188">${high} · ${escapeXml(key.score)}</text>`;
}
