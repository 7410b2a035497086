/** Draws a latent map on a canvas: the pool as dots, labelled samples with an outline, queried ones in rings. */
import { interpolateLab, piecewise, rgb } from 'd3';
import { classToken, palette } from '../../charts/palette.svelte.ts';
import type { LatentMap } from './latent-maps.svelte.ts';
import { fitCanvas } from '../../charts/plane/plane-draw.ts';
import { formatNumber } from '../../charts/format.ts';

/** What the colours stand for: names, or a score and both ends of its ramp. */
export type LatentLegendSpec =
  { names: { text: string; color: string }[] } | { score: string; ends: readonly [string, string] };

export type DotState = 'pool' | 'labelled' | 'queried';

/** One sample, in pixels. */
export interface Dot {
  index: number;
  x: number;
  y: number;
  state: DotState;
  color: string;
}

/** `label`, `prediction`, or the position of a score in the list. */
export type DotColouring = 'label' | 'prediction' | number;

/** Fraction of outliers on each side that may lie beyond the ends of the colour ramp. */
const OUTLIER_SHARE = 0.02;

/** Colour of each sample; for scores also the values at the ends of the ramp, as text. */
export function dotColors(map: LatentMap, by: DotColouring): { colors: string[]; ends?: readonly [string, string] } {
  if (typeof by !== 'number') {
    const labels = by === 'label' ? map.labels : map.predictions;
    return { colors: Array.from(labels, (label) => palette.css(classToken(label))) };
  }
  const values = Array.from(map.scores[by]?.values ?? []);
  const { low, high, ends } = colorRange(values);
  const color = colorRamp();
  const off = palette.css('--ink-soft');
  const shareOf = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
  return { colors: values.map((value) => (Number.isFinite(value) ? color(shareOf(value)) : off)), ends };
}

/**
 * Range of the colour ramp: from the least to the greatest value, without far outliers, such as log-likelihoods have, which
 * take the colour of their end. `ends` are both as text, "≤−31" where values lie beyond.
 */
export function colorRange(values: readonly number[]): {
  low: number;
  high: number;
  ends: readonly [string, string];
} {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, greatest] = [sorted[0] ?? NaN, sorted.at(-1) ?? NaN];
  const far = Math.floor(OUTLIER_SHARE * sorted.length);
  const [inner, outer] = [sorted[far] ?? least, sorted[sorted.length - 1 - far] ?? greatest];
  const cut = outer > inner && greatest - least > 2 * (outer - inner);
  const [low, high] = cut ? [inner, outer] : [least, greatest];
  // a value near 0 on this scale is written as 0
  const first = formatNumber(low > 0 && low < 1e-3 * high ? 0 : low);
  return {
    low,
    high,
    ends: [low > least ? `≤${first}` : first, high < greatest ? `≥${formatNumber(high)}` : formatNumber(high)],
  };
}

/** The colour ramp over 0–1, monotone in lightness from near the background to near the ink. */
export function colorRamp(): (share: number) => string {
  const mixed = rgb(interpolateLab(palette.css('--hairline'), palette.css('--ink-soft'))(0.3)).toString();
  return piecewise(interpolateLab, [mixed, palette.css('--accent'), palette.css('--ink')]);
}

/** Largest ratio between the scales of both axes: a map's axes have no meaning, so that it may be stretched. */
const MAX_STRETCH = 1.8;
/** Pixels left free on each side. */
const PADDING = 14;

/** Scale from positions of the map to pixels. */
export function latentScale(places: Float32Array, width: number, height: number): (i: number) => [number, number] {
  const side = (axis: number) => {
    let [low, high] = [Infinity, -Infinity];
    for (let p = axis; p < places.length; p += 2) [low, high] = [Math.min(low, places[p]!), Math.max(high, places[p]!)];
    return { middle: (low + high) / 2, range: high - low || 1 };
  };
  const [x, y] = [side(0), side(1)];
  const fit = { x: (width - 2 * PADDING) / x.range, y: (height - 2 * PADDING) / y.range };
  const across = Math.min(fit.x, MAX_STRETCH * fit.y);
  const down = Math.min(fit.y, MAX_STRETCH * fit.x);
  return (i) => [width / 2 + across * (places[2 * i]! - x.middle), height / 2 + down * (places[2 * i + 1]! - y.middle)];
}

export const dotRadii: Record<DotState, number> = { pool: 2.6, labelled: 4.2, queried: 3 };

export function drawDots(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
  dots: readonly Dot[],
  arm: string,
): void {
  const context = fitCanvas(canvas, width, height, density);
  if (!context) return;
  const panel = palette.css('--panel');
  const circle = ({ x, y }: Dot, radius: number) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
  };
  for (const state of ['pool', 'labelled', 'queried'] as const)
    for (const dot of dots) {
      if (dot.state !== state) continue;
      if (state === 'queried') {
        circle(dot, 7);
        context.strokeStyle = panel;
        context.lineWidth = 4.6;
        context.stroke();
        context.strokeStyle = arm;
        context.lineWidth = 2.4;
        context.stroke();
      }
      circle(dot, dotRadii[state]);
      if (state === 'labelled') {
        context.strokeStyle = palette.css('--ink');
        context.lineWidth = 2.2;
        context.stroke();
      }
      context.globalAlpha = state === 'pool' ? 0.75 : 1;
      context.fillStyle = dot.color;
      context.fill();
      context.globalAlpha = 1;
    }
}
