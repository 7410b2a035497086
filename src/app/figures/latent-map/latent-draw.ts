/** Draws a latent map on a canvas: the pool as dots, labelled samples with an outline, queried ones in rings. */
import { interpolateLab, piecewise, rgb } from 'd3';
import { classMark, traceMark, type Mark } from '../../charts/marks.ts';
import { classToken, palette } from '../../charts/palette.svelte.ts';
import { colorRange, scoreRange, type LatentMap } from '../../../metrics/latent-map.ts';
import type { DotState } from '../../../projection/plane/nearest-dot.ts';
import { fitCanvas, type CanvasBox } from '../../charts/export/canvas-drawings.ts';

/** What the colours stand for: classes, or a score and both ends of its ramp. */
export type LatentLegendSpec = { names: readonly string[] } | { score: string; ends: readonly [string, string] };

/** One sample, in pixels. */
export interface Dot {
  index: number;
  x: number;
  y: number;
  state: DotState;
  color: string;
  mark: Mark;
}

/** `label`, `prediction`, or the position of a score in the list. */
export type DotColouring = 'label' | 'prediction' | number;

/** Colour and mark of each sample; for scores also the values at the ends of the ramp, as text. */
export function dotStyles(
  map: LatentMap,
  by: DotColouring,
  classes: number,
): { colors: string[]; marks: Mark[]; ends?: readonly [string, string] } {
  if (typeof by !== 'number') {
    const labels = by === 'label' ? map.labels : map.predictions;
    return {
      colors: Array.from(labels, (label) => palette.css(classToken(label))),
      marks: Array.from(labels, classMark),
    };
  }
  const values = Array.from(map.scores[by]?.values ?? []);
  const { low, high, ends } = colorRange(values, scoreRange(map.scores[by]?.name ?? '', classes));
  const color = colorRamp();
  const off = palette.css('--ink-soft');
  const shareOf = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
  const colors = values.map((value) => (Number.isFinite(value) ? color(shareOf(value)) : off));
  return { colors, marks: values.map(() => 'circle'), ends };
}

/** The colour ramp over 0–1, monotone in lightness from near the background to near the ink. */
export function colorRamp(): (share: number) => string {
  const mixed = rgb(interpolateLab(palette.css('--hairline'), palette.css('--ink-soft'))(0.3)).toString();
  return piecewise(interpolateLab, [mixed, palette.css('--accent'), palette.css('--ink')]);
}

export const dotRadii: Record<DotState, number> = { pool: 2.6, labelled: 4.2, queried: 3 };

/** @param arm colour of the rings */
export function drawDots(
  canvas: HTMLCanvasElement,
  box: CanvasBox,
  { dots, arm }: { dots: readonly Dot[]; arm: string },
): void {
  const context = fitCanvas(canvas, box);
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
      const path = new Path2D();
      traceMark(path, dot.mark, { x: dot.x, y: dot.y, radius: dotRadii[state] });
      if (state === 'labelled') {
        context.strokeStyle = palette.css('--ink');
        context.lineWidth = 2.2;
        context.stroke(path);
      }
      context.globalAlpha = state === 'pool' ? 0.75 : 1;
      context.fillStyle = dot.color;
      context.fill(path);
      context.globalAlpha = 1;
    }
}
