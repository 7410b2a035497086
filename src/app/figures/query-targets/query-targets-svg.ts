/** Imagined and matched as an SVG that stands alone: for each arm a row of imagined samples over a row of real ones. */
import type { ArmTargets } from '../../../metrics/queries/query-targets.ts';
import type { DatasetKind, SampleArray } from '../../../protocol/dataset.ts';
import type { Sample } from '../../state/sample-cache.svelte.ts';
import { armStyle } from '../../styles/arm-style.ts';
import { escapeXml, svgDocument } from '../../charts/export-svg.ts';
import { classToken, palette } from '../../charts/palette.svelte.ts';
import { className, truncate, formatNumber, capitalise } from '../../charts/format.ts';
import { imageDataUrl } from '../../charts/samples/image-pixels.ts';

const [pad, head, cell, face, line] = [14, 36, 62, 48, 14];

export function queryTargetsSvg(
  title: string,
  targets: readonly ArmTargets[],
  data: {
    kind: DatasetKind | undefined;
    shape: readonly number[];
    classes: readonly string[];
    get: (index: number) => Sample | undefined;
  },
): string | undefined {
  if (targets.length === 0) return undefined;
  const ink = palette.css('--ink');
  const soft = palette.css('--ink-soft');
  const text = (x: number, y: number, words: string, color: string, more = 'text-anchor="middle" font-size="10"') =>
    `<text x="${x}" y="${y}" fill="${color}" ${more}>${escapeXml(words)}</text>`;
  const drawn = (x: number, y: number, values: SampleArray | undefined, label: number): string =>
    data.kind === 'image'
      ? values
        ? `<image x="${x}" y="${y}" width="${face}" height="${face}" image-rendering="pixelated" href="${imageDataUrl(values, data.shape)}"/>`
        : ''
      : `<circle cx="${x + face / 2}" cy="${y + face / 2}" r="5" fill="${palette.css(classToken(label))}"/>`;
  const parts = [text(pad, 23, title, ink, 'font-size="13" font-weight="600"')];
  let y = head;
  for (const { arm, name, targets: synthetics } of targets) {
    const color = palette.css(armStyle(arm).color.slice(4, -1));
    parts.push(`<rect x="${pad}" y="${y + 3}" width="9" height="9" rx="3" fill="${color}"/>`);
    parts.push(text(pad + 15, y + 12, capitalise(name), ink, 'font-size="12" font-weight="600"'));
    y += 20;
    synthetics.forEach(({ values, acquisition: worth, matches }, i) => {
      const x = pad + i * cell;
      const middle = x + face / 2;
      parts.push(drawn(x, y, values, -1));
      parts.push(
        `<rect x="${x - 1}" y="${y - 1}" width="${face + 2}" height="${face + 2}" fill="none" stroke="${color}" stroke-dasharray="3 2"/>`,
        text(middle, y + face + line - 2, formatNumber(worth), ink),
      );
      matches.forEach(({ sample: pick, distance }, j) => {
        const top = y + (j + 1) * (face + 2 * line) + 4;
        const sample = data.get(pick.index);
        const label = pick.label ?? sample?.label ?? -1;
        parts.push(
          text(middle, top - 5, `↓ ${formatNumber(distance)}`, soft),
          drawn(x, top, sample?.values, label),
          text(
            middle,
            top + face + line - 2,
            `${formatNumber(pick.entropy)} · ${truncate(className(data.classes, label), 6)}`,
            ink,
          ),
        );
      });
    });
    const most = Math.max(1, ...synthetics.map((one) => one.matches.length));
    y += (most + 1) * (face + 2 * line) + 10;
  }
  const widest = Math.max(6, ...targets.map((one) => one.targets.length));
  return svgDocument(2 * pad + widest * cell, y, title, palette.css('--panel'), parts);
}
