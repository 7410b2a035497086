/** Learning curves as SVG paths. By d3's paths alone: its `line` brings all of its interpolations into the first visit. */
import { path } from 'd3';
import { bandOf, type Band, type CurvePoint, type MeanPoint } from '../../../metrics/curves/curves.ts';
import { hasXValue, xValue } from '../../../metrics/curves/x-axis.ts';
import type { CurvePlot } from './plot.ts';

/** Runs of points that lie on the axis. */
function segments<Point extends CurvePoint>(points: readonly Point[], { axis }: CurvePlot): Point[][] {
  const found: Point[][] = [];
  let gap = true;
  for (const point of points) {
    const there = hasXValue(point, axis);
    if (there && gap) found.push([]);
    if (there) found.at(-1)!.push(point);
    gap = !there;
  }
  return found;
}

/** A line through the points, interrupted where one is not on the axis; a single point is closed, so that it has a mark. None without points. */
export function linePath(points: readonly CurvePoint[], plot: CurvePlot): string | null {
  const drawn = path();
  for (const segment of segments(points, plot)) {
    for (const [i, point] of segment.entries()) {
      const [x, y] = [plot.x(xValue(point, plot.axis)), plot.y(point.value)];
      if (i === 0) drawn.moveTo(x, y);
      else drawn.lineTo(x, y);
    }
    if (segment.length === 1) drawn.closePath();
  }
  return drawn.toString() || null;
}

/** The area between the ends of the band. */
export function bandPath(points: readonly MeanPoint[], plot: CurvePlot, band: Band): string {
  const drawn = path();
  for (const segment of segments(points, plot)) {
    const along = [
      ...segment.map((point) => [point, bandOf(point, band)[1]] as const),
      ...segment.map((point) => [point, bandOf(point, band)[0]] as const).reverse(),
    ];
    for (const [i, [point, value]] of along.entries()) {
      const [x, y] = [plot.x(xValue(point, plot.axis)), plot.y(value)];
      if (i === 0) drawn.moveTo(x, y);
      else drawn.lineTo(x, y);
    }
    drawn.closePath();
  }
  return drawn.toString();
}
