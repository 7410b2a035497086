/** Draws the plane's layers on canvases: the surface under the points, and the points. */
import { extent } from 'd3';
import type { Surface } from '../../../presets/index.ts';
import { palette, classToken } from '../palette.svelte.ts';
import { linesOf, paintShade, shadeOf } from './heatmap.ts';
import { boundaries, paintRegions, type Fields, type Trace } from './decision-regions.ts';

/** Data coordinates of the outer edges: left, right, bottom, top. */
export type Extent = readonly [number, number, number, number];

export interface Points {
  /** Indices into the data set. */
  indices: ArrayLike<number>;
  xs: ArrayLike<number>;
  ys: ArrayLike<number>;
  labels: ArrayLike<number>;
}

/** The edges of these points. @param air left free on each side, as a share of their width or height */
export const edgesOf = (xs: ArrayLike<number>, ys: ArrayLike<number>, air: number): Extent => [
  ...span(xs, air),
  ...span(ys, air),
];

function span(values: ArrayLike<number>, air: number): readonly [number, number] {
  const [low = 0, high = 1] = extent(Array.from(values));
  const room = air * (high - low || 1);
  return [low - room, high + room];
}

/** From data to pixels of a picture of this size. */
export function placing([left, right, bottom, top]: Extent, width: number, height: number) {
  return {
    x: (value: number) => ((value - left) / (right - left)) * width,
    y: (value: number) => ((top - value) / (top - bottom)) * height,
  };
}

/** Fits the canvas to its place at the screen's own resolution; drawing then goes by CSS pixels. */
export function fitted(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
): CanvasRenderingContext2D | null {
  const across = Math.max(1, Math.round(width * density));
  const down = Math.max(1, Math.round(height * density));
  const context = canvas.getContext('2d');
  // a canvas that is given a size, be it the one it has, lets its memory go and takes new
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  context?.setTransform(across / width, 0, 0, down / height, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/**
 * How much finer than the map the surface is painted. The rest of the way to the screen is the canvas's, which smooths;
 * more than this takes time on every step and shows nothing.
 */
const finer = 2;

export function drawSurface(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
  fields: Fields,
  look: { surface: Surface; classes: number; armToken: string },
): void {
  const context = fitted(canvas, width, height, density);
  if (!context) return;
  const across = Math.max(1, Math.min(finer * fields.columns, Math.round(width)));
  const down = Math.max(1, Math.round((across * height) / width));
  const ground = palette.rgb('--panel');
  const arm = palette.rgb(look.armToken);
  const colors = Array.from({ length: look.classes }, (_, label) => palette.rgb(classToken(label)));
  const shade = shadeOf(fields, look.surface);
  const pixels =
    look.surface === 'regions'
      ? paintRegions(fields, across, down, ground, colors, palette.dark ? 0.42 : 0.36)
      : shade &&
        paintShade(
          shade,
          across,
          down,
          ground,
          [arm, palette.rgb('--ink-soft')],
          look.surface === 'acquisition' ? 0.8 : 0.6,
        );
  const small = new OffscreenCanvas(across, down);
  const brush = small.getContext('2d');
  if (pixels) brush?.putImageData(new ImageData(pixels, across, down), 0, 0);
  else if (brush) {
    // an arm without this surface has the bare ground
    brush.fillStyle = palette.css('--panel');
    brush.fillRect(0, 0, across, down);
  }
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, width, height);

  const unit = Math.max(1, Math.min(width, height) / 220);
  const scale = [width / fields.columns, height / fields.rows] as const;
  const first = shadeOf(fields, 'acquisition');
  const dashed = look.surface === 'regions' ? first && linesOf(first, [0.8]) : shade && linesOf(shade, shade.lines);
  const line = palette.css(look.armToken, look.surface === 'regions' ? 0.65 : 0.5);
  stroke(context, dashed ?? [], scale, line, unit, [3 * unit, 3 * unit]);
  if (shade?.zero !== undefined)
    stroke(context, linesOf(shade, [shade.zero]), scale, palette.css(look.armToken), 1.4 * unit, []);
  const ink = palette.css('--ink', look.surface === 'likelihood' ? 0.35 : 0.62);
  stroke(context, boundaries(fields, look.classes), scale, ink, 1.4 * unit, []);
}

function stroke(
  context: CanvasRenderingContext2D,
  traces: Trace[],
  [sx, sy]: readonly [number, number],
  style: string,
  width: number,
  dash: number[],
): void {
  context.beginPath();
  for (const trace of traces)
    trace.forEach(([x, y], i) => (i === 0 ? context.moveTo(x * sx, y * sy) : context.lineTo(x * sx, y * sy)));
  context.strokeStyle = style;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash(dash);
  context.stroke();
}

const pictures = new WeakMap<Points, { look: string; canvas: HTMLCanvasElement }>();

/** The pool, faintly. It stays as it is while the run goes on and is that of every arm: drawn once, for all of them. */
function poolPicture(
  width: number,
  height: number,
  density: number,
  extent: Extent,
  pool: Points,
): HTMLCanvasElement | undefined {
  const look = [width, height, density, ...extent, palette.css(classToken(0)), palette.dark].join(' ');
  const known = pictures.get(pool);
  if (known?.look === look) return known.canvas;
  const canvas = document.createElement('canvas');
  const context = fitted(canvas, width, height, density);
  if (!context) return undefined;
  const unit = Math.max(1, Math.min(width, height) / 220);
  circles(context, pool, placing(extent, width, height), 1.35 * unit, palette.dark ? 0.6 : 0.5);
  pictures.set(pool, { look, canvas });
  return canvas;
}

/** The pool, and over it what is labelled, strongly and with an outline. */
export function drawPoints(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
  extent: Extent,
  pool: Points | undefined,
  labelled: Points,
): void {
  const context = fitted(canvas, width, height, density);
  if (!context) return;
  const under = pool && poolPicture(width, height, density, extent, pool);
  if (under) context.drawImage(under, 0, 0, width, height);
  const unit = Math.max(1, Math.min(width, height) / 220);
  const radius = (labelled.indices.length > 300 ? 2.4 : 3.6) * unit;
  circles(context, labelled, placing(extent, width, height), radius, 1, { style: '#ffffff', width: 1.3 * unit });
}

function circles(
  context: CanvasRenderingContext2D,
  points: Points,
  place: ReturnType<typeof placing>,
  radius: number,
  alpha: number,
  outline?: { style: string; width: number },
): void {
  // A path per class: one fill of a thousand circles is far cheaper than a thousand fills.
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
