/** What was asked as an SVG that stands alone: a row for each arm, a cell for each pick, faces included. */
import type { Asked } from '../../../metrics/queries/queries.ts';
import type { DatasetKind } from '../../../protocol/dataset.ts';
import type { Sample } from '../../state/sample-cache.svelte.ts';
import { armLook } from '../../styles/arm-style.ts';
import { escaped, framed } from '../../charts/export-svg.ts';
import { classToken, palette } from '../../charts/palette.svelte.ts';
import { className, fitting, short, titled } from '../../charts/format.ts';
import { pictureUrl } from '../../charts/samples/image-pixels.ts';

export function askedSvg(
  title: string,
  asked: readonly Asked[],
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
    Math.max(1, Math.min(8, ...asked.map((one) => one.picks.length || 1))),
  ];
  const ink = palette.css('--ink');
  const soft = palette.css('--ink-soft');
  const parts = [`<text x="12" y="24" font-size="13" font-weight="600" fill="${ink}">${escaped(title)}</text>`];
  let y = top;
  for (const arm of asked) {
    const color = palette.css(armLook(arm.arm).color.slice(4, -1));
    parts.push(
      `<rect x="12" y="${y + 10}" width="9" height="9" rx="3" fill="${color}"/>`,
      `<text x="28" y="${y + 19}" font-size="12" font-weight="600" fill="${ink}">${escaped(titled(arm.name))}</text>`,
    );
    arm.picks.forEach((pick, i) => {
      const [x, at] = [left + (i % across) * cell, y + Math.floor(i / across) * row];
      const sample = data.get(pick.index);
      const label = pick.label ?? sample?.label ?? -1;
      const frame = pick.arms.length > 1 ? palette.css('--accent') : palette.css('--hairline');
      parts.push(
        `<rect x="${x}" y="${at}" width="${cell - 8}" height="${row - 8}" rx="7" fill="none" stroke="${frame}"/>`,
        data.kind === 'image' && sample
          ? `<image x="${x + 3}" y="${at + 3}" width="30" height="30" href="${pictureUrl(sample.values, data.shape)}"/>`
          : `<circle cx="${x + 17}" cy="${at + 18}" r="5" fill="${palette.css(classToken(label))}"/>`,
        `<text x="${x + 38}" y="${at + 15}" font-size="10.5" fill="${ink}">#${pick.index} · ${short(pick.score)}</text>`,
        `<text x="${x + 38}" y="${at + 29}" font-size="10.5" fill="${soft}">` +
          `${escaped(verdict(data.classes, label, pick.predicted))}</text>`,
      );
    });
    y += Math.max(1, Math.ceil(arm.picks.length / across)) * row;
  }
  return framed(left + across * cell, y + 8, title, palette.css('--panel'), parts);
}

/** "upper", or "upper, said lower", as far as there is room. */
function verdict(classes: string[], label: number, predicted: number): string {
  const truth = fitting(className(classes, label), label === predicted ? 24 : 12);
  return label === predicted ? `✓ ${truth}` : `✗ ${truth}, said ${fitting(className(classes, predicted), 12)}`;
}
