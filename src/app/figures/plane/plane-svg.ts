/** The plane as an SVG that stands alone: the surface as a picture in it, points and rings as shapes. */
import { svgDocument, escapeXml } from '../../charts/export-svg.ts';
import { classToken, palette } from '../../charts/palette.svelte.ts';
import type { MappedMixtures } from '../../../protocol/events.ts';
import { componentEllipses } from '../../charts/plane/ellipses.ts';
import { planeScales, type Extent, type Points } from '../../charts/plane/plane-draw.ts';
import { drawTargetPath, type DrawnTargetPath, type TargetPath } from '../../charts/plane/target-paths.ts';

interface PlaneImage {
  width: number;
  height: number;
  edges: Extent | undefined;
  /** A data URL. */
  surface: string | undefined;
}

export function planeSvg(
  title: string,
  { width, height, edges, surface }: PlaneImage,
  pool: Points | undefined,
  labelled: Points,
  queriedPoints: Points,
  armColor: string,
  mixtures?: MappedMixtures,
  paths: readonly TargetPath[] = [],
): string | undefined {
  if (!edges) return undefined;
  const head = 34;
  const place = planeScales(edges, width, height);
  const arm = palette.css(armColor.slice(4, -1));
  const round = (value: number) => Math.round(10 * value) / 10;
  // a group for each class: a pool has thousands of points
  const dots = (points: Points, radius: number, more: string) =>
    [...new Set(Array.from(points.labels))]
      .map((label) => {
        const circles = Array.from(points.indices, (_, i) =>
          points.labels[i] === label
            ? `<circle cx="${round(place.x(points.xs[i]!))}" cy="${round(place.y(points.ys[i]!))}" r="${radius}"/>`
            : '',
        );
        return `<g fill="${palette.css(classToken(label))}" ${more}>${circles.join('')}</g>`;
      })
      .join('');
  const rings = Array.from(
    queriedPoints.indices,
    (_, i) =>
      `<circle cx="${round(place.x(queriedPoints.xs[i]!))}" cy="${round(place.y(queriedPoints.ys[i]!))}" r="7" fill="none" ` +
      `stroke="${arm}" stroke-width="2.6"/>`,
  ).join('');
  const ellipses = (mixtures ? componentEllipses(mixtures, place) : []).map(
    ({ x, y, semiMajor: long, semiMinor: short, angle, label, labelled }) => {
      const shape =
        `<ellipse rx="${round(Math.max(0.5, long))}" ry="${round(Math.max(0.5, short))}" fill="none" ` +
        `transform="translate(${round(x)} ${round(y)}) rotate(${round(angle)})"`;
      const dash = labelled ? '' : ' stroke-dasharray="4 3"';
      return (
        `${shape} stroke="${palette.css('--panel', 0.75)}" stroke-width="3.6"/>` +
        `${shape} stroke="${palette.css(classToken(label))}" stroke-width="1.7"${dash}/>`
      );
    },
  );
  return svgDocument(width, height + head, title, palette.css('--panel'), [
    `<rect x="10" y="11" width="11" height="11" rx="3" fill="${arm}"/>`,
    `<text x="28" y="21" font-size="14" font-weight="650" fill="${palette.css('--ink')}">${escapeXml(title)}</text>`,
    `<svg y="${head}" width="${width}" height="${height}">`,
    surface ? `<image width="${width}" height="${height}" preserveAspectRatio="none" href="${surface}"/>` : '',
    pool ? dots(pool, 1.35, 'fill-opacity="0.5"') : '',
    dots(labelled, 3.6, 'stroke="#fff" stroke-width="1.3"'),
    ...ellipses,
    ...paths.map((way) => pathMarks(drawTargetPath(way, queriedPoints, place), arm)),
    dots(queriedPoints, 2.6, ''),
    rings,
    '</svg>',
  ]);
}

/** The way, a diamond where it ends, and lines to what is asked for in its place. */
function pathMarks({ path, points: places, matches }: DrawnTargetPath, arm: string): string {
  const [x, y] = (places.at(-1) ?? [0, 0]).map((value) => Math.round(10 * value) / 10);
  const lines = matches.map(
    ([toX, toY]) =>
      `<line x1="${x}" y1="${y}" x2="${toX.toFixed(1)}" y2="${toY.toFixed(1)}" stroke="${palette.css('--ink')}" stroke-width="1.4"/>`,
  );
  return (
    `${lines.join('')}<path d="${path}" fill="none" stroke="${arm}" stroke-width="1.5"/>` +
    `<path d="M0 -4L4 0L0 4L-4 0Z" transform="translate(${x} ${y})" fill="${palette.css('--panel')}" stroke="${arm}" stroke-width="1.7"/>`
  );
}
