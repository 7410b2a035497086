/**
 * Values over the plane as a heat map: acquisition score, the critic's output, the mixtures' log-likelihood ratio. Each has
 * its own scale, which drawing, readout and table use.
 */
import { fromBase64 } from '../../protocol/base64.ts';
import type { MappedValues } from '../../protocol/events.ts';
import type { Surface } from '../../protocol/decision-map.ts';
import {
  isolines,
  paintPixels,
  type Contour,
  type Grid,
  type PaintedArea,
  type PlaneMap,
  type Rgb,
} from './decision-regions.ts';

export interface Heatmap extends Grid {
  /** Row-major from the top-left cell. */
  values: Float32Array;
  /** Values of the dashed contours. */
  contourLevels: number[];
  /** Value of the solid contour, where the sign changes. */
  zeroContour?: number;
  /** Opacity of a value, −1 … 1; negative values have the second colour. */
  opacity(value: number): number;
  /** The value in its own unit; absent for values without a unit. */
  readout?: { name: string; of(value: number): number; words(value: number): string };
}

/** Bytes as values between the least and the greatest of the map. */
export function dequantize({ values, least, greatest }: MappedValues): Float32Array {
  return Float32Array.from(fromBase64(values), (byte) => least + (byte / 255) * (greatest - least));
}

/** Contours of the critic, 0–1. */
const TENTHS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** The heat map of a surface; undefined where the arm has none. */
export function heatmapOf(
  { columns, rows, acquisition, critic, mixtures }: PlaneMap,
  surface: Surface,
): Heatmap | undefined {
  if (surface === 'acquisition' && acquisition) {
    const values = Float32Array.from(acquisition, (byte) => byte / 255);
    return { columns, rows, values, contourLevels: [0.25, 0.5, 0.75], opacity: (value) => value };
  }
  if (surface === 'critic' && critic)
    return {
      ...{ columns, rows, values: dequantize(critic), contourLevels: TENTHS },
      opacity: (value) => value,
      readout: { name: 'critic', of: (value) => value, words: (value) => value.toFixed(2) },
    };
  if (surface === 'likelihood' && mixtures) {
    const { least, greatest } = mixtures.likelihood;
    const most = Math.max(1e-6, Math.abs(least), Math.abs(greatest));
    return {
      ...{ columns, rows, values: dequantize(mixtures.likelihood), contourLevels: [], zeroContour: 0 },
      opacity: (value) => value / most,
      readout: { name: 'I_like', of: Math.sinh, words: (value) => signedNumber(Math.sinh(value)) },
    };
  }
  return undefined;
}

/** Two significant digits, the precision of a quantised logarithm. */
function signedNumber(value: number): string {
  const rounded = Number(value.toPrecision(2));
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${Math.abs(rounded).toLocaleString('en')}`;
}

/**
 * The heat map as pixels over the background.
 * @param colors of positive and of negative values
 * @param maxOpacity of a colour, 0–1
 */
export function paintHeatmap(
  heatmap: Heatmap,
  { colors, maxOpacity = 0.8, ...area }: PaintedArea & { colors: readonly [Rgb, Rgb]; maxOpacity?: number },
): Uint8ClampedArray<ArrayBuffer> {
  const { values } = heatmap;
  const result = { color: colors[0], tint: 0 };
  return paintPixels(heatmap, area, (cells, weights) => {
    let value = 0;
    for (let k = 0; k < 4; k++) value += weights[k]! * values[cells[k]!]!;
    const strength = heatmap.opacity(value);
    result.color = colors[strength < 0 ? 1 : 0];
    result.tint = maxOpacity * Math.abs(strength);
    return result;
  });
}

/** Contours at these values. */
export const contoursAt = ({ columns, rows, values }: Heatmap, at: readonly number[]): Contour[] =>
  at.length > 0 ? isolines({ columns, rows, values: Array.from(values) }, [...at]) : [];

/** The value at a point, as fractions from the top-left corner; bilinear between cell centres. */
export function sampleAt({ columns, rows, values }: Heatmap, across: number, down: number): number {
  const along = (part: number, cells: number) => {
    const at = Math.min(cells - 1, Math.max(0, part * cells - 0.5));
    const low = Math.floor(at);
    return [low, Math.min(cells - 1, low + 1), at - low] as const;
  };
  const [left, right, u] = along(across, columns);
  const [top, bottom, v] = along(down, rows);
  const row = (at: number) => (1 - u) * values[at * columns + left]! + u * values[at * columns + right]!;
  return (1 - v) * row(top) + v * row(bottom);
}
