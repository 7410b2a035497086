/** Points of the plane, its edges, and the scales from data coordinates to pixels. */
import { extent } from 'd3';

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

/** A part of a drawing in pixels; it may reach beyond its box. */
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Share of a map's width or height that is margin on each side (`MARGIN_SHARE` of the runner's maps, of the padded width). */
const MARGIN = 0.08 / 1.16;

/** Ratios of the units of the axes up to which distances are drawn alike; beyond it they are of different kinds. */
const MAX_RATIO = 6;

/**
 * Where a map lies in a box, with one scale for both axes, so that distances are not distorted. The map fills the box and its
 * margins are cut off as far as that needs; half of them stays for marks at the data's edge, so that the data are never cut, so that a box of quite another shape has empty sides.
 */
export function mapRect([left, right, bottom, top]: Extent, width: number, height: number): Rect {
  const [across, up] = [right - left, top - bottom];
  const ratio = across / up;
  // axes of different units, such as metres and years, have a scale each
  const [x, y] = ratio > MAX_RATIO || ratio < 1 / MAX_RATIO ? [1, height / width] : [across, up];
  const cover = Math.max(width / x, height / y);
  const whole = Math.min(width / x, height / y) / (1 - MARGIN);
  const scale = Math.min(cover, whole);
  const rect = { width: scale * x, height: scale * y };
  return { left: (width - rect.width) / 2, top: (height - rect.height) / 2, ...rect };
}

/** Scales from data coordinates to pixels, with equal distances on both axes (`mapRect`). */
export function evenScales(extent: Extent, width: number, height: number): ReturnType<typeof planeScales> {
  const rect = mapRect(extent, width, height);
  const { x, y } = planeScales(extent, rect.width, rect.height);
  return { x: (value) => rect.left + x(value), y: (value) => rect.top + y(value) };
}

/** Scales from data coordinates to pixels. */
export function planeScales([left, right, bottom, top]: Extent, width: number, height: number) {
  return {
    x: (value: number) => ((value - left) / (right - left)) * width,
    y: (value: number) => ((top - value) / (top - bottom)) * height,
  };
}
