/**
 * Decision regions and boundaries of a plane: the log's coarse decision map interpolated to pixels and contours.
 */
import { contours } from 'd3';
import { fromBase64 } from '../../protocol/base64.ts';
import type { PlaneMapped, MappedMixtures, MappedValues } from '../../protocol/events.ts';

/** A colour, 0–255 each. */
export type Rgb = readonly [number, number, number];

export interface Grid {
  columns: number;
  rows: number;
}

/** A decoded decision map, row-major from the top-left cell. */
export interface PlaneMap extends Grid {
  predicted: Uint8Array;
  confidence: Uint8Array;
  acquisition: Uint8Array | undefined;
  critic?: MappedValues | undefined;
  mixtures?: MappedMixtures | undefined;
}

export function decodePlaneMap(map: PlaneMapped): PlaneMap {
  return {
    columns: map.columns,
    rows: map.rows,
    predicted: fromBase64(map.predicted),
    confidence: fromBase64(map.confidence),
    acquisition: map.acquisition === undefined ? undefined : fromBase64(map.acquisition),
    ...{ critic: map.critic, mixtures: map.mixtures },
  };
}

/** Linear interpolation between cell centres along one axis: lower and upper cell of each pixel, and the upper one's weight. */
function interpolationWeights(size: number, cells: number): { low: Int32Array; high: Int32Array; part: Float32Array } {
  const [low, high, part] = [new Int32Array(size), new Int32Array(size), new Float32Array(size)];
  for (let i = 0; i < size; i++) {
    const at = Math.min(cells - 1, Math.max(0, ((i + 0.5) / size) * cells - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(cells - 1, low[i]! + 1);
    part[i] = at - low[i]!;
  }
  return { low, high, part };
}

/** Size in pixels, and the background colour. */
export interface PaintedArea {
  width: number;
  height: number;
  background: Rgb;
}

/** Paints pixels: `at` gets the four cells around a pixel with their bilinear weights and returns a colour that is blended over the background. */
export function paintPixels(
  { columns, rows }: Grid,
  { width, height, background }: PaintedArea,
  at: (cells: Int32Array, weights: Float32Array) => { color: Rgb; tint: number },
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  const across = interpolationWeights(width, columns);
  const down = interpolationWeights(height, rows);
  const cells = new Int32Array(4);
  const weights = new Float32Array(4);
  for (let j = 0, p = 0; j < height; j++) {
    const top = down.low[j]! * columns;
    const bottom = down.high[j]! * columns;
    const v = down.part[j]!;
    for (let i = 0; i < width; i++, p += 4) {
      const u = across.part[i]!;
      cells[0] = top + across.low[i]!;
      cells[1] = top + across.high[i]!;
      cells[2] = bottom + across.low[i]!;
      cells[3] = bottom + across.high[i]!;
      weights[0] = (1 - u) * (1 - v);
      weights[1] = u * (1 - v);
      weights[2] = (1 - u) * v;
      weights[3] = u * v;
      const { color, tint } = at(cells, weights);
      pixels[p] = background[0] + tint * (color[0] - background[0]);
      pixels[p + 1] = background[1] + tint * (color[1] - background[1]);
      pixels[p + 2] = background[2] + tint * (color[2] - background[2]);
      pixels[p + 3] = 255;
    }
  }
  return pixels;
}

/**
 * Decision regions as pixels: the colour of the most probable class over the background, stronger for higher confidence.
 * Between cells the probability of each class is interpolated.
 * @param maxOpacity of a class's colour at confidence 1, 0–1
 */
export function paintRegions(
  fields: PlaneMap,
  { colors, maxOpacity, ...area }: PaintedArea & { colors: readonly Rgb[]; maxOpacity: number },
): Uint8ClampedArray<ArrayBuffer> {
  const { background } = area;
  const { predicted, confidence } = fields;
  const classes = Math.max(2, colors.length);
  // decision maps of damaged logs can have any byte as a label
  const sure = new Float32Array(256);
  const result = { color: background, tint: 0 };
  return paintPixels(fields, area, (cells, weights) => {
    // a cell has the probability of one class; the rest is divided evenly among the others
    let rest = 0;
    for (let k = 0; k < 4; k++) {
      const certainty = confidence[cells[k]!]! / 255;
      const other = (weights[k]! * (1 - certainty)) / (classes - 1);
      rest += other;
      sure[predicted[cells[k]!]!]! += weights[k]! * certainty - other;
    }
    let best = 0;
    let most = -1;
    for (let k = 0; k < 4; k++) {
      const label = predicted[cells[k]!]!;
      if (sure[label]! <= most) continue;
      best = label;
      most = sure[label]!;
    }
    for (let k = 0; k < 4; k++) sure[predicted[cells[k]!]!] = 0;
    const certain = Math.min(1, Math.max(0, (most + rest - 1 / classes) / (1 - 1 / classes)));
    result.color = colors[best] ?? background;
    result.tint = maxOpacity * (0.22 + 0.78 * certain);
    return result;
  });
}

/** A line in units of cells: 0 … columns, 0 … rows. */
export type Contour = [number, number][];

/** Contours along which the predicted class changes. */
export function decisionBoundaries({ columns, rows, predicted, confidence }: PlaneMap, classes: number): Contour[] {
  const present = [...new Set(predicted)].sort((a, b) => a - b);
  return present.slice(0, -1).flatMap((label) => {
    const lead = Array.from(predicted, (one, i) => {
      const sure = confidence[i]! / 255;
      const next = (1 - sure) / Math.max(1, classes - 1);
      return (one === label ? 1 : -1) * Math.max(0.02, sure - next);
    });
    const lowest = (x: number, y: number) => {
      const [i, j] = [Math.max(0, Math.floor(x - 0.5)), Math.max(0, Math.floor(y - 0.5))];
      const [right, below] = [Math.min(columns - 1, i + 1), Math.min(rows - 1, j + 1)];
      return Math.min(
        ...[j * columns + i, j * columns + right, below * columns + i, below * columns + right].map(
          (cell) => predicted[cell]!,
        ),
      );
    };
    const field = { columns, rows, values: lead };
    if (present.length === 2) return isolines(field, [0]);
    // two classes share a boundary; the lower one draws it
    return isolines(field, [0], ([ax, ay], [bx, by]) => lowest((ax + bx) / 2, (ay + by) / 2) === label);
  });
}

/** Isolines without the segments along the map's edge and those that `keep` refuses. */
export function isolines(
  { columns, rows, values }: Grid & { values: number[] },
  thresholds: number[],
  keep: (from: [number, number], to: [number, number]) => boolean = () => true,
): Contour[] {
  const atEdge = ([x, y]: [number, number]) => x <= 0.5 || y <= 0.5 || x >= columns - 0.5 || y >= rows - 0.5;
  const lines: Contour[] = [];
  for (const shape of contours().size([columns, rows]).thresholds(thresholds)(values))
    for (const ring of shape.coordinates.flat() as Contour[]) {
      let trace: Contour = [];
      ring.forEach((point, i) => {
        const before = ring[i - 1];
        if (before && ((atEdge(before) && atEdge(point)) || !keep(before, point))) {
          if (trace.length > 1) lines.push(trace);
          trace = [];
        }
        trace.push(point);
      });
      if (trace.length > 1) lines.push(trace);
    }
  return lines;
}
