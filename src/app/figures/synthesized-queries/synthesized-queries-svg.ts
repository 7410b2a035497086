/** What was asked of samples that do not exist as an SVG that stands alone: every image over the colour and the name of its answer. */
import type { SynthesizedBatch } from '../../../metrics/queries/synthesized-queries.ts';
import type { DatasetKind } from '../../../protocol/dataset.ts';
import { armStyle } from '../../styles/arm-style.ts';
import { annotatorText } from './annotator-text.ts';
import { escapeXml, svgDocument } from '../../charts/export-svg.ts';
import { classToken, palette } from '../../charts/palette.svelte.ts';
import { className, truncate, capitalise } from '../../charts/format.ts';
import { imageDataUrl } from '../../charts/samples/image-pixels.ts';

export function synthesizedQueriesSvg(
  title: string,
  queries: readonly SynthesizedBatch[],
  data: { kind: DatasetKind | undefined; shape: readonly number[]; classes: readonly string[] },
): string {
  const [cell, gap, across] = [40, 18, 11];
  const [ink, soft] = [palette.css('--ink'), palette.css('--ink-soft')];
  const parts = [`<text x="12" y="24" font-size="13" font-weight="600" fill="${ink}">${escapeXml(title)}</text>`];
  let y = 44;
  for (const { arm, name, annotator: by, queries: questions } of queries) {
    const color = palette.css(armStyle(arm).color.slice(4, -1));
    parts.push(
      `<rect x="12" y="${y - 8}" width="9" height="9" rx="3" fill="${color}"/>`,
      `<text x="28" y="${y}" font-size="12" fill="${ink}">${escapeXml(`${capitalise(name)}, answered by ${annotatorText(by)}`)}</text>`,
    );
    y += 10;
    const faces = questions.flatMap(({ values, labels }) => values.map((one, i) => ({ one, label: labels?.[i] })));
    faces.forEach(({ one, label }, i) => {
      const x = 12 + (i % across) * cell;
      const top = y + Math.floor(i / across) * (cell + gap);
      const fill = palette.css(classToken(label ?? -1));
      const words = label === undefined ? 'no answer' : label < 0 ? 'can’t tell' : className(data.classes, label);
      parts.push(
        data.kind === 'image'
          ? `<image x="${x}" y="${top}" width="${cell - 2}" height="${cell - 2}" href="${imageDataUrl(one, data.shape)}"/>`
          : `<circle cx="${x + cell / 2}" cy="${top + cell / 2}" r="6" fill="${fill}"/>`,
        `<rect x="${x}" y="${top + cell - 2}" width="${cell - 2}" height="4" fill="${fill}"><title>${escapeXml(words)}</title></rect>`,
        `<text x="${x + cell / 2 - 1}" y="${top + cell + 12}" font-size="9" text-anchor="middle" fill="${soft}">${escapeXml(truncate(words, 7))}</text>`,
      );
    });
    y += Math.ceil(faces.length / across) * (cell + gap) + 24;
  }
  return svgDocument(24 + across * cell + 240, y, title, palette.css('--panel'), parts);
}
