/** The matrix of comparisons as an SVG of its own, for it is a table on the page. */
import { armStyle } from '../../styles/arm-style.ts';
import { escapeXml, svgDocument } from '../../charts/export-svg.ts';
import { palette } from '../../charts/palette.svelte.ts';
import { truncate, capitalise } from '../../charts/format.ts';

export interface MatrixCell {
  text: string;
  interval: string;
  significant: boolean;
}

const [name, cell, row, top] = [150, 96, 38, 62] as const;

export function matrixSvg(title: string, arms: readonly string[], cells: (MatrixCell | undefined)[][]): string {
  const [ink, soft] = [palette.css('--ink'), palette.css('--ink-soft')];
  const words = (x: number, y: number, size: number, text: string, fill: string, rest = '') =>
    `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" ${rest}>${escapeXml(text)}</text>`;
  const middle = 'text-anchor="middle"';
  const parts = [
    words(14, 26, 13, title, ink, 'font-weight="600"'),
    ...arms.map((arm, column) =>
      words(name + (column + 0.5) * cell, top - 10, 11, truncate(capitalise(arm), 14), soft, middle),
    ),
  ];
  arms.forEach((arm, i) => {
    const y = top + i * row;
    const look = palette.css(armStyle(i).color.slice(4, -1));
    parts.push(`<rect x="14" y="${y + 9}" width="9" height="9" rx="2" fill="${escapeXml(look)}"/>`);
    parts.push(words(30, y + 18, 12, truncate(capitalise(arm), 18), ink, 'font-weight="600"'));
    cells[i]?.forEach((one, column) => {
      const x = name + (column + 0.5) * cell;
      if (!one) parts.push(words(x, y + 18, 12, '·', soft, middle));
      else {
        parts.push(words(x, y + 15, 12, one.text, ink, `${middle} font-weight="${one.significant ? 700 : 400}"`));
        if (one.interval) parts.push(words(x, y + 28, 9.5, one.interval, soft, middle));
      }
    });
  });
  return svgDocument(
    name + arms.length * cell + 14,
    top + arms.length * row + 10,
    title,
    palette.css('--panel'),
    parts,
  );
}
