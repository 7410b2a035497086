/** Draws the plane's layers on canvases: the surface under the points, and the points. */
import { contoursAt, heatmapOf, paintHeatmap } from '../../../projection/plane/heatmap.ts';
import {
  decisionBoundaries,
  paintRegions,
  type Contour,
  type PlaneMap,
} from '../../../projection/plane/decision-regions.ts';
import {
  evenScales,
  mapRect,
  type Extent,
  type planeScales,
  type PlanePoints,
  type Rect,
} from '../../../projection/plane/plane-scales.ts';
import type { Surface } from '../../../protocol/decision-map.ts';
import { fitCanvas, type CanvasBox } from '../export/canvas-drawings.ts';
import { paintAttributes, round } from '../export/paint.ts';
import { classMark, markPath, traceMark } from '../marks.ts';
import { palette, classToken } from '../palette.svelte.ts';

/** In CSS pixels. */
type PlaneBox = Pick<CanvasBox, 'width' | 'height'>;

/** Line widths and radii grow with the plane. @returns pixels */
export const planeUnit = ({ width, height }: PlaneBox): number => Math.max(1, Math.min(width, height) / 220);

/**
 * Pixels per cell of the map in the painted surface. The canvas scales it up with smoothing; more pixels take time on every
 * step without a visible difference.
 */
const SURFACE_OVERSAMPLING = 2;

export interface SurfaceDrawing {
  map: PlaneMap;
  surface: Surface;
  /** Edges of the map in data coordinates. */
  extent: Extent;
  /** Number of classes. */
  classes: number;
}

export function drawSurface(canvas: HTMLCanvasElement, box: CanvasBox, drawing: SurfaceDrawing): void {
  const context = fitCanvas(canvas, box);
  if (!context) return;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  const rect = mapRect(drawing.extent, box.width, box.height);
  context.drawImage(surfaceImage(rect, drawing), rect.left, rect.top, rect.width, rect.height);
  for (const line of surfaceLines(box, drawing)) {
    context.strokeStyle = palette.css(line.token, line.opacity);
    context.lineWidth = line.width;
    context.lineJoin = 'round';
    context.setLineDash(line.dash);
    context.stroke(new Path2D(line.d));
  }
}

/** The same as SVG: an image of few pixels, which viewers smooth, and lines. */
export function surfaceMarks(box: PlaneBox, drawing: SurfaceDrawing): string {
  const rect = mapRect(drawing.extent, box.width, box.height);
  const href = surfaceImage(rect, drawing).toDataURL('image/png');
  const image = `<image x="${round(rect.left)}" y="${round(rect.top)}" width="${round(rect.width)}" height="${round(rect.height)}" preserveAspectRatio="none" href="${href}"/>`;
  const lines = surfaceLines(box, drawing).map(
    ({ d, token, opacity, width, dash }) =>
      `<path d="${d}" fill="none"${paintAttributes('stroke', palette.css(token, opacity))} stroke-width="${round(width)}" ` +
      `stroke-linejoin="round"${dash.length > 0 ? ` stroke-dasharray="${dash.map((one) => round(one)).join(' ')}"` : ''}/>`,
  );
  return image + lines.join('');
}

interface SurfaceLine {
  /** The `d` of an SVG path. */
  d: string;
  /** Colour token. */
  token: string;
  opacity: number;
  width: number;
  dash: number[];
}

/** Contours of the shown surface and the decision boundary. */
function surfaceLines(box: PlaneBox, { map, surface, extent, classes }: SurfaceDrawing): SurfaceLine[] {
  const unit = planeUnit(box);
  const rect = mapRect(extent, box.width, box.height);
  const [sx, sy] = [rect.width / map.columns, rect.height / map.rows];
  const pathOf = (contours: Contour[]) =>
    contours
      .map((line) => `M${line.map(([x, y]) => `${round(rect.left + x * sx)} ${round(rect.top + y * sy)}`).join('L')}`)
      .join('');
  const heatmap = heatmapOf(map, surface);
  const acquisition = heatmapOf(map, 'acquisition');
  const regions = surface === 'regions';
  const dashed = regions
    ? acquisition && contoursAt(acquisition, [0.8])
    : heatmap && contoursAt(heatmap, heatmap.contourLevels);
  const zero = heatmap?.zeroContour === undefined ? [] : contoursAt(heatmap, [heatmap.zeroContour]);
  const solid = { width: 1.4 * unit, dash: [] };
  return [
    {
      ...{ d: pathOf(dashed ?? []), token: '--heat', opacity: regions ? 0.75 : 0.6 },
      ...{ width: unit, dash: [3 * unit, 3 * unit] },
    },
    { d: pathOf(zero), token: '--heat', opacity: 1, ...solid },
    {
      ...{
        d: pathOf(decisionBoundaries(map, classes)),
        token: '--ink',
        opacity: surface === 'likelihood' ? 0.35 : 0.62,
      },
      ...solid,
    },
  ].filter(({ d }) => d !== '');
}

/** The surface's colours with few pixels per cell; the background for an arm without this surface. */
function surfaceImage(box: Rect, { map, surface, classes }: SurfaceDrawing): HTMLCanvasElement {
  const width = Math.max(1, Math.min(SURFACE_OVERSAMPLING * map.columns, Math.round(box.width)));
  const height = Math.max(1, Math.round((width * box.height) / box.width));
  const area = { width, height, background: palette.rgb('--panel') };
  const colors = Array.from({ length: classes }, (_, label) => palette.rgb(classToken(label)));
  const heatmap = heatmapOf(map, surface);
  const pixels =
    surface === 'regions'
      ? paintRegions(map, { ...area, colors, maxOpacity: palette.dark ? 0.42 : 0.36 })
      : heatmap &&
        paintHeatmap(heatmap, {
          ...area,
          colors: [palette.rgb('--heat'), palette.rgb('--ink-soft')],
          maxOpacity: surface === 'acquisition' ? 0.8 : 0.6,
        });
  const image = Object.assign(document.createElement('canvas'), { width, height });
  const brush = image.getContext('2d');
  if (pixels) brush?.putImageData(new ImageData(pixels, width, height), 0, 0);
  else if (brush) {
    brush.fillStyle = palette.css('--panel');
    brush.fillRect(0, 0, width, height);
  }
  return image;
}

export interface PointsDrawing {
  extent: Extent;
  pool: PlanePoints | undefined;
  labelled: PlanePoints;
}

interface Circles {
  points: PlanePoints;
  place: ReturnType<typeof planeScales>;
  radius: number;
  alpha: number;
  /** Width of a white outline. */
  outline?: number;
}

function poolCircles(box: PlaneBox, extent: Extent, points: PlanePoints): Circles {
  const place = evenScales(extent, box.width, box.height);
  return { points, place, radius: 1.35 * planeUnit(box), alpha: palette.dark ? 0.6 : 0.5 };
}

function labelledCircles(box: PlaneBox, { extent, labelled }: PointsDrawing): Circles {
  const unit = planeUnit(box);
  const radius = (labelled.indices.length > 300 ? 2.4 : 3.6) * unit;
  const place = evenScales(extent, box.width, box.height);
  return { points: labelled, place, radius, alpha: 1, outline: 1.3 * unit };
}

const poolImages = new WeakMap<PlanePoints, { key: string; canvas: HTMLCanvasElement }>();

/** The pool, drawn once and cached: it is the same for all arms and during the whole run. */
function poolImage(box: CanvasBox, extent: Extent, pool: PlanePoints): HTMLCanvasElement | undefined {
  const { width, height, density } = box;
  const key = [width, height, density, ...extent, palette.css(classToken(0)), palette.dark].join(' ');
  const known = poolImages.get(pool);
  if (known?.key === key) return known.canvas;
  const canvas = document.createElement('canvas');
  const context = fitCanvas(canvas, box);
  if (!context) return undefined;
  drawCircles(context, poolCircles(box, extent, pool));
  poolImages.set(pool, { key, canvas });
  return canvas;
}

/** The pool, and over it the labelled set with outlines. */
export function drawPoints(canvas: HTMLCanvasElement, box: CanvasBox, drawing: PointsDrawing): void {
  const context = fitCanvas(canvas, box);
  if (!context) return;
  const under = drawing.pool && poolImage(box, drawing.extent, drawing.pool);
  if (under) context.drawImage(under, 0, 0, box.width, box.height);
  drawCircles(context, labelledCircles(box, drawing));
}

/** The same as SVG. */
export const pointMarks = (box: PlaneBox, drawing: PointsDrawing): string =>
  (drawing.pool ? circleMarks(poolCircles(box, drawing.extent, drawing.pool)) : '') +
  circleMarks(labelledCircles(box, drawing));

/** Centres in pixels by label. */
function centresByLabel({ points, place }: Circles): Map<number, [number, number][]> {
  const centres = new Map<number, [number, number][]>();
  for (let i = 0; i < points.indices.length; i++) {
    const centre: [number, number] = [place.x(points.xs[i]!), place.y(points.ys[i]!)];
    const others = centres.get(points.labels[i]!);
    if (others) others.push(centre);
    else centres.set(points.labels[i]!, [centre]);
  }
  return centres;
}

function drawCircles(context: CanvasRenderingContext2D, circles: Circles): void {
  const { radius, alpha, outline } = circles;
  context.globalAlpha = alpha;
  for (const [label, centres] of centresByLabel(circles)) {
    // one fill of a thousand circles is far cheaper than a thousand fills
    const path = new Path2D();
    for (const [x, y] of centres) traceMark(path, classMark(label), { x, y, radius });
    if (outline) {
      context.strokeStyle = '#ffffff';
      context.lineWidth = 2 * outline;
      context.stroke(path);
    }
    context.fillStyle = palette.css(classToken(label));
    context.fill(path);
  }
  context.globalAlpha = 1;
}

/** A circle is the round end of a line of next to no length: the shortest form of many circles. Other marks are outlines. */
function circleMarks(circles: Circles): string {
  const { radius, alpha, outline = 0 } = circles;
  return Array.from(centresByLabel(circles), ([label, centres]) => {
    const mark = classMark(label);
    if (mark !== 'circle') {
      const d = centres.map((centre) => markPath(mark, radius, centre)).join('');
      const edge = outline ? `${paintAttributes('stroke', 'rgb(255, 255, 255)')} stroke-width="${round(2 * outline)}" paint-order="stroke"` : ''; // prettier-ignore
      return `<path d="${d}"${paintAttributes('fill', palette.css(classToken(label)), alpha)}${edge}/>`;
    }
    const d = centres.map(([x, y]) => `M${round(x, 1)} ${round(y, 1)}h.01`).join('');
    const dots = (color: string, width: number) =>
      `<path d="${d}" fill="none"${paintAttributes('stroke', color, alpha)} stroke-width="${round(2 * width)}" stroke-linecap="round"/>`;
    return (outline ? dots('rgb(255, 255, 255)', radius + outline) : '') + dots(palette.css(classToken(label)), radius);
  }).join('');
}
