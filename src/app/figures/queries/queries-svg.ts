/** What was asked as an SVG that stands alone: a row for each arm, a cell for each pick, faces included. */
import type { QueryBatch } from '../../../metrics/queries/queries.ts';
import type { DatasetKind } from '../../../protocol/dataset.ts';
import type { Sample } from '../../state/sample-cache.svelte.ts';
import { armStyle } from '../../styles/arm-style.ts';
import { escapeXml, svgDocument } from '../../charts/export-svg.ts';
import { classToken, palette } from '../../charts/palette.svelte.ts';
import { className, truncate, formatNumber, capitalise } from '../../charts/format.ts';
import { imageDataUrl } from '../../charts/samples/image-pixels.ts';

export function queriesSvg(
  title: string,
  queries: readonly QueryBatch[],
  data: {
    kind: DatasetKind | undefined;
    shape: readonly number[];
    classes: string[];
    get: (index: number) => Sample | undefined;
  },
): string {
  const [left, top, cell, row, across] = [
    120,
    40,
    190,
    44,
    Math.max(1, Math.min(8, ...queries.map((one) => one.samples.length || 1))),
  ];
  const ink = palette.css('--ink');
  const soft = palette.css('--ink-soft');
  const parts = [`<text x="12" y="24" font-size="13" font-weight="600" fill="${ink}">${escapeXml(title)}</text>`];
  let y = top;
  for (const arm of queries) {
    const color = palette.css(armStyle(arm.arm).color.slice(4, -1));
    parts.push(
      `<rect x="12" y="${y + 10}" width="9" height="9" rx="3" fill="${color}"/>`,
      `<text x="28" y="${y + 19}" font-size="12" font-weight="600" fill="${ink}">${escapeXml(capitalise(arm.name))}</text>`,
    );
    arm.samples.forEach((pick, i) => {
      const [x, at] = [left + (i % across) * cell, y + Math.floor(i / across) * row];
      const sample = data.get(pick.index);
      const label = pick.label ?? sample?.label ?? -1;
      const frame = pick.arms.length > 1 ? palette.css('--accent') : palette.css('--hairline');
      parts.push(
        `<rect x="${x}" y="${at}" width="${cell - 8}" height="${row - 8}" rx="7" fill="none" stroke="${frame}"/>`,
        data.kind === 'image' && sample
          ? `<image x="${x + 3}" y="${at + 3}" width="30" height="30" href="${imageDataUrl(sample.values, data.shape)}"/>`
          : `<circle cx="${x + 17}" cy="${at + 18}" r="5" fill="${palette.css(classToken(label))}"/>`,
        `<text x="${x + 38}" y="${at + 15}" font-size="10.5" fill="${ink}">#${pick.index} · ${formatNumber(pick.score)}</text>`,
        `<text x="${x + 38}" y="${at + 29}" font-size="10.5" fill="${soft}">` +
          `${escapeXml(predictionText(data.classes, label, pick.predicted))}</text>`,
      );
    });
    y += Math.max(1, Math.ceil(arm.samples.length / across)) * row;
  }
  return svgDocument(left + across * cell, y + 8, title, palette.css('--panel'), parts);
}

/** "upper", or "upper, said lower", as far as there is room. */
function predictionText(classes: string[], label: number, predicted: number): string {
  const truth = truncate(className(classes, label), label === predicted ? 24 : 12);
  return label === predicted ? `✓ ${truth}` : `✗ ${truth}, said ${truncate(className(classes, predicted), 12)}`;
}
