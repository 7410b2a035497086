/** Draws the plane's layers on canvases: the surface under the points, and the points. */
import { contoursAt, heatmapOf, paintHeatmap } from '../../../projection/plane/heatmap.ts';
import {
  decisionBoundaries,
  paintRegions,
  type Contour,
  type PlaneMap,
} from '../../../projection/plane/decision-regions.ts';
import { planeScales, type Extent, type PlanePoints } from '../../../projection/plane/plane-scales.ts';
import type { Surface } from '../../../protocol/decision-map.ts';
import { fitCanvas, type CanvasBox } from '../export/canvas-drawings.ts';
import { palette, classToken } from '../palette.svelte.ts';

/** Line widths and radii grow with the plane. @returns pixels */
export const planeUnit = ({ width, height }: { width: number; height: number }): number =>
  Math.max(1, Math.min(width, height) / 220);

/**
 * Pixels per cell of the map in the painted surface. The canvas scales it up with smoothing; more pixels take time on every
 * step without a visible difference.
 */
const SURFACE_OVERSAMPLING = 2;

export interface SurfaceDrawing {
  map: PlaneMap;
  surface: Surface;
  /** Number of classes. */
  classes: number;
  /** Colour token of the arm. */
  armToken: string;
}

export function drawSurface(canvas: HTMLCanvasElement, box: CanvasBox, drawing: SurfaceDrawing): void {
  const context = fitCanvas(canvas, box);
  if (!context) return;
  const { map, surface, armToken } = drawing;
  const { width, height } = box;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(surfaceImage(box, drawing), 0, 0, width, height);

  const unit = planeUnit(box);
  const stroke = (contours: Contour[] | undefined, line: { style: string; width: number; dash?: number[] }) =>
    strokeContours(context, contours ?? [], { ...line, scale: [width / map.columns, height / map.rows] });
  const heatmap = heatmapOf(map, surface);
  const acquisition = heatmapOf(map, 'acquisition');
  stroke(
    surface === 'regions'
      ? acquisition && contoursAt(acquisition, [0.8])
      : heatmap && contoursAt(heatmap, heatmap.contourLevels),
    { style: palette.css(armToken, surface === 'regions' ? 0.65 : 0.5), width: unit, dash: [3 * unit, 3 * unit] },
  );
  if (heatmap?.zeroContour !== undefined)
    stroke(contoursAt(heatmap, [heatmap.zeroContour]), { style: palette.css(armToken), width: 1.4 * unit });
  const ink = palette.css('--ink', surface === 'likelihood' ? 0.35 : 0.62);
  stroke(decisionBoundaries(map, drawing.classes), { style: ink, width: 1.4 * unit });
}

/** The surface's colours with few pixels per cell; the background for an arm without this surface. */
function surfaceImage(box: CanvasBox, { map, surface, classes, armToken }: SurfaceDrawing): OffscreenCanvas {
  const width = Math.max(1, Math.min(SURFACE_OVERSAMPLING * map.columns, Math.round(box.width)));
  const height = Math.max(1, Math.round((width * box.height) / box.width));
  const ground = { width, height, background: palette.rgb('--panel') };
  const colors = Array.from({ length: classes }, (_, label) => palette.rgb(classToken(label)));
  const heatmap = heatmapOf(map, surface);
  const pixels =
    surface === 'regions'
      ? paintRegions(map, { ...ground, colors, maxOpacity: palette.dark ? 0.42 : 0.36 })
      : heatmap &&
        paintHeatmap(heatmap, {
          ...ground,
          colors: [palette.rgb(armToken), palette.rgb('--ink-soft')],
          maxOpacity: surface === 'acquisition' ? 0.8 : 0.6,
        });
  const image = new OffscreenCanvas(width, height);
  const brush = image.getContext('2d');
  if (pixels) brush?.putImageData(new ImageData(pixels, width, height), 0, 0);
  else if (brush) {
    brush.fillStyle = palette.css('--panel');
    brush.fillRect(0, 0, width, height);
  }
  return image;
}

interface ContourLine {
  /** Pixels per cell of the map. */
  scale: readonly [number, number];
  style: string;
  width: number;
  dash?: number[];
}

function strokeContours(
  context: CanvasRenderingContext2D,
  contours: Contour[],
  { scale: [sx, sy], style, width, dash = [] }: ContourLine,
): void {
  context.beginPath();
  for (const trace of contours)
    trace.forEach(([x, y], i) => (i === 0 ? context.moveTo(x * sx, y * sy) : context.lineTo(x * sx, y * sy)));
  context.strokeStyle = style;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash(dash);
  context.stroke();
}

export interface PointsDrawing {
  extent: Extent;
  pool: PlanePoints | undefined;
  labelled: PlanePoints;
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
  const place = planeScales(extent, width, height);
  drawCircles(context, pool, { place, radius: 1.35 * planeUnit(box), alpha: palette.dark ? 0.6 : 0.5 });
  poolImages.set(pool, { key, canvas });
  return canvas;
}

/** The pool, and over it the labelled set with outlines. */
export function drawPoints(canvas: HTMLCanvasElement, box: CanvasBox, { extent, pool, labelled }: PointsDrawing): void {
  const context = fitCanvas(canvas, box);
  if (!context) return;
  const { width, height } = box;
  const under = pool && poolImage(box, extent, pool);
  if (under) context.drawImage(under, 0, 0, width, height);
  const unit = planeUnit(box);
  const radius = (labelled.indices.length > 300 ? 2.4 : 3.6) * unit;
  const outline = { style: '#ffffff', width: 1.3 * unit };
  drawCircles(context, labelled, { place: planeScales(extent, width, height), radius, alpha: 1, outline });
}

interface CircleStyle {
  place: ReturnType<typeof planeScales>;
  radius: number;
  alpha: number;
  outline?: { style: string; width: number };
}

function drawCircles(
  context: CanvasRenderingContext2D,
  points: PlanePoints,
  { place, radius, alpha, outline }: CircleStyle,
): void {
  // one path per class: one fill of a thousand circles is far cheaper than a thousand fills
  const paths = new Map<number, Path2D>();
  for (let i = 0; i < points.indices.length; i++) {
    const label = points.labels[i]!;
    let path = paths.get(label);
    if (!path) paths.set(label, (path = new Path2D()));
    const [x, y] = [place.x(points.xs[i]!), place.y(points.ys[i]!)];
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.globalAlpha = alpha;
  for (const [label, path] of paths) {
    if (outline) {
      context.strokeStyle = outline.style;
      context.lineWidth = 2 * outline.width;
      context.stroke(path);
    }
    context.fillStyle = palette.css(classToken(label));
    context.fill(path);
  }
  context.globalAlpha = 1;
}
