/** Draws the plane's layers on canvases: the surface under the points, and the points. */
import { extent } from 'd3';
import type { Surface } from '../../../presets/index.ts';
import { palette, classToken } from '../palette.svelte.ts';
import { contoursAt, paintHeatmap, heatmapOf } from './heatmap.ts';
import { decisionBoundaries, paintRegions, type PlaneMap, type Contour } from './decision-regions.ts';

/** Data coordinates of the outer edges: left, right, bottom, top. */
export type Extent = readonly [number, number, number, number];

export interface PlanePoints {
  /** Indices into the data set. */
  indices: ArrayLike<number>;
  xs: ArrayLike<number>;
  ys: ArrayLike<number>;
  labels: ArrayLike<number>;
}

/** Edges of the points. @param padding on each side, as a fraction of width or height */
export const dataExtent = (xs: ArrayLike<number>, ys: ArrayLike<number>, padding: number): Extent => [
  ...paddedRange(xs, padding),
  ...paddedRange(ys, padding),
];

function paddedRange(values: ArrayLike<number>, air: number): readonly [number, number] {
  const [low = 0, high = 1] = extent(Array.from(values));
  const room = air * (high - low || 1);
  return [low - room, high + room];
}

/** Scales from data coordinates to pixels. */
export function planeScales([left, right, bottom, top]: Extent, width: number, height: number) {
  return {
    x: (value: number) => ((value - left) / (right - left)) * width,
    y: (value: number) => ((top - value) / (top - bottom)) * height,
  };
}

/** Resizes the canvas to its box at this density and clears it; drawing is in CSS pixels. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
): CanvasRenderingContext2D | null {
  const across = Math.max(1, Math.round(width * density));
  const down = Math.max(1, Math.round(height * density));
  const context = canvas.getContext('2d');
  // setting the size reallocates, even where it stays the same
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  context?.setTransform(across / width, 0, 0, down / height, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/**
 * Pixels per cell of the map in the painted surface. The canvas scales it up with smoothing; more pixels take time on every
 * step without a visible difference.
 */
const SURFACE_OVERSAMPLING = 2;

export function drawSurface(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
  fields: PlaneMap,
  surfaceStyle: { surface: Surface; classes: number; armToken: string },
): void {
  const context = fitCanvas(canvas, width, height, density);
  if (!context) return;
  const across = Math.max(1, Math.min(SURFACE_OVERSAMPLING * fields.columns, Math.round(width)));
  const down = Math.max(1, Math.round((across * height) / width));
  const background = palette.rgb('--panel');
  const arm = palette.rgb(surfaceStyle.armToken);
  const colors = Array.from({ length: surfaceStyle.classes }, (_, label) => palette.rgb(classToken(label)));
  const shade = heatmapOf(fields, surfaceStyle.surface);
  const pixels =
    surfaceStyle.surface === 'regions'
      ? paintRegions(fields, across, down, background, colors, palette.dark ? 0.42 : 0.36)
      : shade &&
        paintHeatmap(
          shade,
          across,
          down,
          background,
          [arm, palette.rgb('--ink-soft')],
          surfaceStyle.surface === 'acquisition' ? 0.8 : 0.6,
        );
  const small = new OffscreenCanvas(across, down);
  const brush = small.getContext('2d');
  if (pixels) brush?.putImageData(new ImageData(pixels, across, down), 0, 0);
  else if (brush) {
    // an arm without this surface shows the background
    brush.fillStyle = palette.css('--panel');
    brush.fillRect(0, 0, across, down);
  }
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, width, height);

  const unit = Math.max(1, Math.min(width, height) / 220);
  const scale = [width / fields.columns, height / fields.rows] as const;
  const first = heatmapOf(fields, 'acquisition');
  const dashed =
    surfaceStyle.surface === 'regions'
      ? first && contoursAt(first, [0.8])
      : shade && contoursAt(shade, shade.contourLevels);
  const line = palette.css(surfaceStyle.armToken, surfaceStyle.surface === 'regions' ? 0.65 : 0.5);
  strokeContours(context, dashed ?? [], scale, line, unit, [3 * unit, 3 * unit]);
  if (shade?.zeroContour !== undefined)
    strokeContours(
      context,
      contoursAt(shade, [shade.zeroContour]),
      scale,
      palette.css(surfaceStyle.armToken),
      1.4 * unit,
      [],
    );
  const ink = palette.css('--ink', surfaceStyle.surface === 'likelihood' ? 0.35 : 0.62);
  strokeContours(context, decisionBoundaries(fields, surfaceStyle.classes), scale, ink, 1.4 * unit, []);
}

function strokeContours(
  context: CanvasRenderingContext2D,
  contours: Contour[],
  [sx, sy]: readonly [number, number],
  style: string,
  width: number,
  dash: number[],
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

const poolImages = new WeakMap<PlanePoints, { look: string; canvas: HTMLCanvasElement }>();

/** The pool, drawn once and cached: it is the same for all arms and during the whole run. */
function poolImage(
  width: number,
  height: number,
  density: number,
  extent: Extent,
  pool: PlanePoints,
): HTMLCanvasElement | undefined {
  const cacheKey = [width, height, density, ...extent, palette.css(classToken(0)), palette.dark].join(' ');
  const known = poolImages.get(pool);
  if (known?.look === cacheKey) return known.canvas;
  const canvas = document.createElement('canvas');
  const context = fitCanvas(canvas, width, height, density);
  if (!context) return undefined;
  const unit = Math.max(1, Math.min(width, height) / 220);
  drawCircles(context, pool, planeScales(extent, width, height), 1.35 * unit, palette.dark ? 0.6 : 0.5);
  poolImages.set(pool, { look: cacheKey, canvas });
  return canvas;
}

/** The pool, and over it the labelled set with outlines. */
export function drawPoints(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
  extent: Extent,
  pool: PlanePoints | undefined,
  labelled: PlanePoints,
): void {
  const context = fitCanvas(canvas, width, height, density);
  if (!context) return;
  const under = pool && poolImage(width, height, density, extent, pool);
  if (under) context.drawImage(under, 0, 0, width, height);
  const unit = Math.max(1, Math.min(width, height) / 220);
  const radius = (labelled.indices.length > 300 ? 2.4 : 3.6) * unit;
  drawCircles(context, labelled, planeScales(extent, width, height), radius, 1, {
    style: '#ffffff',
    width: 1.3 * unit,
  });
}

function drawCircles(
  context: CanvasRenderingContext2D,
  points: PlanePoints,
  place: ReturnType<typeof planeScales>,
  radius: number,
  alpha: number,
  outline?: { style: string; width: number },
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
