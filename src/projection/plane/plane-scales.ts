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

/** Scales from data coordinates to pixels. */
export function planeScales([left, right, bottom, top]: Extent, width: number, height: number) {
  return {
    x: (value: number) => ((value - left) / (right - left)) * width,
    y: (value: number) => ((top - value) / (top - bottom)) * height,
  };
}
