/** Marks of arms and classes, all of the same area: as SVG paths, and on canvases at any place. */

type Point = readonly [x: number, y: number];

/** The points at these radii around the origin, in turn, the first one above it. */
const around = (count: number, radii: readonly number[], turn = 0): Point[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * (i + turn)) / count;
    const radius = radii[i % radii.length]!;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });

/** The point at this angle, in degrees from straight below. */
const polar = (degrees: number, radius: number): Point => {
  const angle = (Math.PI * degrees) / 180;
  return [radius * Math.sin(angle), radius * Math.cos(angle)];
};

/** A cross of arms that are one wide and three long. */
const plus: Point[] = [
  ...([[-1, -3], [1, -3], [1, -1], [3, -1], [3, 1], [1, 1]] as const),
  ...([[1, 3], [-1, 3], [-1, 1], [-3, 1], [-3, -1], [-1, -1]] as const),
]; // prettier-ignore
const turned = (points: readonly Point[], angle: number): Point[] =>
  points.map(([x, y]) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]);

/** A circle has no corners. */
const corners = {
  circle: [],
  square: around(4, [1], 0.5),
  triangle: around(3, [1]),
  diamond: [[0, -1.3], [0.8, 0], [0, 1.3], [-0.8, 0]],
  cross: turned(plus, Math.PI / 4),
  star: around(10, [1, 0.4]),
  wye: [0, 120, 240].flatMap((arm) => [polar(arm - 17.4, 3.35), polar(arm + 17.4, 3.35), polar(arm + 60, 1.155)]),
  plus,
  wedge: around(3, [1], 1.5),
  bar: [[-1.9, -0.6], [1.9, -0.6], [1.9, 0.6], [-1.9, 0.6]],
} as const satisfies Record<string, readonly Point[]>; // prettier-ignore

export type Mark = keyof typeof corners;

const area = (points: readonly Point[]): number =>
  Math.abs(
    points.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = points[(i + 1) % points.length]!;
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );

/** Corners of the marks with the area of a circle of radius 1. */
const outlines = Object.fromEntries(
  Object.entries(corners).map(([mark, points]: [string, readonly Point[]]) => {
    const scale = points.length > 0 ? Math.sqrt(Math.PI / area(points)) : 1;
    return [mark, points.map(([x, y]): Point => [scale * x, scale * y])];
  }),
) as Record<Mark, Point[]>;

/** Adds a mark of a circle's area to the path of a canvas. */
export function traceMark(path: Path2D, mark: Mark, { x, y, radius }: { x: number; y: number; radius: number }): void {
  if (mark === 'circle') {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  outlines[mark].forEach(([dx, dy], i) =>
    i === 0 ? path.moveTo(x + radius * dx, y + radius * dy) : path.lineTo(x + radius * dx, y + radius * dy),
  );
  path.closePath();
}

const digits = (value: number): string => String(Number(value.toFixed(2)));

/** The same as an SVG path, around the origin where no place is given. */
export function markPath(mark: Mark, radius: number, [x, y]: Point = [0, 0]): string {
  if (mark === 'circle') {
    const [r, d] = [digits(radius), digits(2 * radius)];
    return `M${digits(x - radius)} ${digits(y)}a${r} ${r} 0 1 0 ${d} 0a${r} ${r} 0 1 0 -${d} 0Z`;
  }
  return `M${outlines[mark].map(([dx, dy]) => `${digits(x + radius * dx)} ${digits(y + radius * dy)}`).join('L')}Z`;
}

/** Marks of classes, in the order above: each goes with ten colours, so that a hundred classes differ. */
const classMarks = Object.keys(corners) as Mark[];

/** The mark of a class, which changes where colours begin again. −1, no label, is a circle. */
export const classMark = (label: number): Mark => classMarks[Math.floor(Math.max(0, label) / 10) % classMarks.length]!;
