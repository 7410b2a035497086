/**
 * The ten shapes as signed distances: negative inside, in units of the shape's radius, y downwards (closed forms by Inigo
 * Quilez, iquilezles.org/articles/distfunctions2d).
 */

/** The signed distance of a point to the outline of a shape. */
export type Outline = (x: number, y: number) => number;

/** Ten times faster than Math.hypot, which guards against overflow. */
const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);

/** A polygon's distance, from its corners in order. */
function polygon(corners: readonly (readonly [number, number])[]): Outline {
  const xs = Float64Array.from(corners, (corner) => corner[0]);
  const ys = Float64Array.from(corners, (corner) => corner[1]);
  const n = xs.length;
  return (x, y) => {
    let nearest = Infinity;
    let sign = 1;
    for (let i = 0, j = n - 1; i < n; j = i++) {
      const ex = xs[j]! - xs[i]!;
      const ey = ys[j]! - ys[i]!;
      const wx = x - xs[i]!;
      const wy = y - ys[i]!;
      let t = (wx * ex + wy * ey) / (ex * ex + ey * ey);
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const bx = wx - ex * t;
      const by = wy - ey * t;
      const square = bx * bx + by * by;
      if (square < nearest) nearest = square;
      // Winding: the edge is crossed by the ray to the right of the point.
      const below = y >= ys[i]!;
      const above = y < ys[j]!;
      const side = ex * wy > ey * wx;
      if ((below && above && side) || (!below && !above && !side)) sign = -sign;
    }
    return sign * Math.sqrt(nearest);
  };
}

/** Corners on circles about the centre, the first one at the top; the radii alternate. */
function starCorners(count: number, ...radii: number[]): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    const radius = radii[i % radii.length]!;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

const circle: Outline = (x, y) => length(x, y) - 0.86;

const ring: Outline = (x, y) => Math.abs(length(x, y) - 0.68) - 0.23;

/** A disc without a smaller one beside it. */
const crescent: Outline = (x, y) => Math.max(length(x + 0.1, y) - 0.95, 0.76 - length(x - 0.38, y));

const heart: Outline = (x, y) => {
  const scale = 1.58;
  const px = Math.abs(x) / scale;
  const py = (0.83 - y) / scale;
  if (py + px > 1) return scale * (length(px - 0.25, py - 0.75) - Math.SQRT2 / 4);
  const half = 0.5 * Math.max(px + py, 0);
  const distance = Math.sqrt(Math.min(px * px + (py - 1) ** 2, (px - half) ** 2 + (py - half) ** 2));
  return scale * (px > py ? distance : -distance);
};

/** In the order of the labels. */
export const OUTLINES: readonly { name: string; outline: Outline }[] = [
  { name: 'circle', outline: circle },
  {
    name: 'square',
    outline: polygon([
      [-0.74, -0.74],
      [0.74, -0.74],
      [0.74, 0.74],
      [-0.74, 0.74],
    ]),
  },
  { name: 'triangle', outline: polygon(starCorners(3, 1.02)) },
  { name: 'star', outline: polygon(starCorners(10, 1.05, 0.45)) },
  { name: 'cross', outline: polygon(crossCorners(0.92, 0.29)) },
  { name: 'ring', outline: ring },
  { name: 'hexagon', outline: polygon(starCorners(6, 0.94)) },
  { name: 'crescent', outline: crescent },
  { name: 'heart', outline: heart },
  {
    name: 'arrow',
    outline: polygon([
      [1, 0],
      [0.22, -0.72],
      [0.22, -0.27],
      [-0.95, -0.27],
      [-0.95, 0.27],
      [0.22, 0.27],
      [0.22, 0.72],
    ]),
  },
];

function crossCorners(arm: number, half: number): [number, number][] {
  const corner: [number, number][] = [
    [-half, -half],
    [-half, -arm],
    [half, -arm],
  ];
  // The same three corners for every arm, rotated by quarter turns.
  return [0, 1, 2, 3].flatMap((turn) =>
    corner.map(([x, y]): [number, number] => {
      for (let i = 0; i < turn; i++) [x, y] = [-y, x];
      return [x, y];
    }),
  );
}
