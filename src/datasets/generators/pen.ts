/** Draws smooth lines through points as anti-aliased round strokes on a small grey image. */
import type { PenPoint } from './digit-forms.ts';

/** Capacity for the longest digit's polyline. */
const MAX_POINTS = 512;

export class Pen {
  /** The polyline: positions, and whether a new stroke begins there. */
  readonly x = new Float64Array(MAX_POINTS);
  readonly y = new Float64Array(MAX_POINTS);
  private readonly begins = new Uint8Array(MAX_POINTS);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /**
   * Adds a stroke: a Catmull–Rom spline (cubic Hermite, tangents half of the chord between the neighbours) through the
   * points, broken at corners.
   * @param points whose corners are used
   * @param path positions of the points
   * @param steps segments between two points
   */
  stroke(points: readonly PenPoint[], { px, py }: { px: Float64Array; py: Float64Array }, steps: number): void {
    const last = points.length - 1;
    this.addPoint(px[0]!, py[0]!, 1);
    for (let i = 0; i < last; i++) {
      const x0 = px[i]!;
      const y0 = py[i]!;
      const x1 = px[i + 1]!;
      const y1 = py[i + 1]!;
      const smoothStart = i > 0 && !points[i]![2];
      const smoothEnd = i + 1 < last && !points[i + 1]![2];
      // At an end or a corner the tangent is the chord itself.
      const tx0 = smoothStart ? (x1 - px[i - 1]!) / 2 : x1 - x0;
      const ty0 = smoothStart ? (y1 - py[i - 1]!) / 2 : y1 - y0;
      const tx1 = smoothEnd ? (px[i + 2]! - x0) / 2 : x1 - x0;
      const ty1 = smoothEnd ? (py[i + 2]! - y0) / 2 : y1 - y0;
      for (let s = 1; s <= steps; s++) {
        const t = s / steps;
        const t2 = t * t;
        const t3 = t2 * t;
        const a = 2 * t3 - 3 * t2 + 1;
        const b = t3 - 2 * t2 + t;
        const c = 3 * t2 - 2 * t3;
        const d = t3 - t2;
        this.addPoint(a * x0 + b * tx0 + c * x1 + d * tx1, a * y0 + b * ty0 + c * y1 + d * ty1, 0);
      }
    }
  }

  private addPoint(x: number, y: number, begins: number): void {
    this.x[this.length] = x;
    this.y[this.length] = y;
    this.begins[this.length++] = begins;
  }

  /**
   * Draws the polyline, in pixels, onto `size` × `size` values from 0 to 1. Where strokes cross, the stronger ink stays.
   * @param radius of the pen at a point of the polyline, in pixels
   */
  draw(sheet: Float32Array, size: number, radius: (point: number) => number): void {
    let r0 = radius(0);
    for (let p = 1; p < this.length; p++) {
      const r1 = radius(p);
      if (!this.begins[p]) this.drawSegment(sheet, size, { p, r0, r1 });
      r0 = r1;
    }
  }

  /**
   * Draws the line from point p − 1 to point p with round ends; its radius changes from r0 to r1. A pixel is covered by how
   * far the line reaches over its centre.
   */
  private drawSegment(sheet: Float32Array, size: number, { p, r0, r1 }: { p: number; r0: number; r1: number }): void {
    const [x0, y0, x1, y1] = [this.x[p - 1]!, this.y[p - 1]!, this.x[p]!, this.y[p]!];
    const reach = Math.max(r0, r1) + 0.5;
    const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
    const right = Math.min(size - 1, Math.floor(Math.max(x0, x1) + reach));
    const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
    const bottom = Math.min(size - 1, Math.floor(Math.max(y0, y1) + reach));
    const dx = x1 - x0;
    const dy = y1 - y0;
    const square = dx * dx + dy * dy;
    const inverse = square > 1e-12 ? 1 / square : 0;
    for (let row = top; row <= bottom; row++) {
      const py = row - y0;
      for (let column = left; column <= right; column++) {
        const px = column - x0;
        let t = (px * dx + py * dy) * inverse;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const ex = px - t * dx;
        const ey = py - t * dy;
        const edge = r0 + t * (r1 - r0) + 0.5;
        const distance = ex * ex + ey * ey;
        if (distance >= edge * edge) continue;
        const cover = edge - Math.sqrt(distance);
        const at = row * size + column;
        if (cover > sheet[at]!) sheet[at] = cover > 1 ? 1 : cover;
      }
    }
  }
}
