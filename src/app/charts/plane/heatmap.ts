/**
 * Numbers over the plane as a surface: the strategy's wish to ask, the critic's verdict, the mixtures' likelihood ratio.
 * Each has its own scale; what is drawn, read off and exported follows from it.
 */
import type { StepTable } from '../../../metrics/step-table.ts';
import { fromBase64 } from '../../../protocol/base64.ts';
import type { MappedValues } from '../../../protocol/events.ts';
import type { Surface } from '../../../presets/index.ts';
import { isolines, paintPixels, type PlaneMap, type Grid, type Contour } from './decision-regions.ts';
import type { Rgb } from '../palette.svelte.ts';

export interface Heatmap extends Grid {
  /** Row-major from the top-left cell. */
  values: Float32Array;
  /** Where dashed lines run. */
  contourLevels: number[];
  /** Where a solid one does: between more and less than nothing. */
  zeroContour?: number;
  /** How strongly a value is drawn, −1 … 1: below 0 in the colour of what is not wanted. */
  opacity(value: number): number;
  /** What a value is, in its own unit. Absent where it says nothing by itself. */
  readout?: { name: string; of(value: number): number; words(value: number): string };
}

/** The values between the least and the greatest that their bytes stand for. */
export function dequantize({ values, least, greatest }: MappedValues): Float32Array {
  return Float32Array.from(fromBase64(values), (byte) => least + (byte / 255) * (greatest - least));
}

/** Tenths: a critic that tells nothing apart draws no line. */
const TENTHS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** The surfaces that some arm of the run has. */
export function availableSurfaces(table: StepTable): Surface[] {
  const has = (key: 'critic' | 'mixtures') =>
    [...table.steps.values()].some((arms) => arms.some((steps) => steps.some((step) => step?.mapped?.[key])));
  return ['regions', 'acquisition', ...(has('critic') ? ['critic' as const] : []), ...(has('mixtures') ? ['likelihood' as const] : [])]; // prettier-ignore
}

/** Undefined where the arm has no such surface. */
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

/** Two significant digits: bytes hold no more of a logarithm. */
function signedNumber(value: number): string {
  const rounded = Number(value.toPrecision(2));
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${Math.abs(rounded).toLocaleString('en')}`;
}

/**
 * As pixels: the greater the value, the more of the colour over the ground; below nothing, of the other one.
 * @param maxOpacity of a colour, 0–1
 */
export function paintHeatmap(
  shade: Heatmap,
  width: number,
  height: number,
  background: Rgb,
  [over, under]: readonly [Rgb, Rgb],
  maxOpacity = 0.8,
): Uint8ClampedArray<ArrayBuffer> {
  const { values } = shade;
  const result = { color: over, tint: 0 };
  return paintPixels(shade, width, height, background, (cells, weights) => {
    let value = 0;
    for (let k = 0; k < 4; k++) value += weights[k]! * values[cells[k]!]!;
    const strength = shade.opacity(value);
    result.color = strength < 0 ? under : over;
    result.tint = maxOpacity * Math.abs(strength);
    return result;
  });
}

/** Lines of equal value. */
export const contoursAt = ({ columns, rows, values }: Heatmap, at: readonly number[]): Contour[] =>
  at.length > 0 ? isolines(Array.from(values), columns, rows, [...at]) : [];

/** The value at a place, 0 … 1 from the left and from the top, between the centres of the cells. */
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
