/** Where imagined points walked through the plane until the learner was undecided, and which real ones stand near their ends. */
import type { LoggedQueryTargets } from '../../../protocol/events.ts';
import type { PlanePoints, planeScales } from './plane-draw.ts';

/** The way of one imagined point, in data coordinates, from its start to its end; one place where the log tells of no way. */
export interface TargetPath {
  xs: number[];
  ys: number[];
  /** Indices into the data set of what was asked for in its place. */
  matches: number[];
}

/** A way as it is drawn, in pixels. */
export interface DrawnTargetPath {
  /** Of an SVG path from place to place. */
  path: string;
  points: [number, number][];
  /** For each place, which share of the way's length lies before it: 0 … 1. */
  lengthShares: number[];
  /** The matches that are known by place. */
  matches: [number, number][];
}

/** The ways of those for whose sake some sample was chosen, in the order of choice. @param indices of the chosen samples */
export function targetPaths(
  { values, worth, matchedTo, paths }: LoggedQueryTargets,
  indices: readonly number[],
): TargetPath[] {
  const count = worth.length;
  // points of the plane are numbers; bytes are pictures, which walk nowhere that could be drawn
  const numbers = paths ?? (typeof values === 'string' ? [] : values);
  const places = count > 0 ? Math.floor(numbers.length / (2 * count)) : 0;
  if (places === 0) return [];
  const along = (one: number, axis: 0 | 1) =>
    Array.from({ length: places }, (_, at) => numbers[2 * (at * count + one) + axis]!);
  return [...new Set(matchedTo)].map((one) => ({
    xs: along(one, 0),
    ys: along(one, 1),
    matches: indices.filter((_, i) => matchedTo[i] === one),
  }));
}

/** @param queriedPoints where the chosen samples are, as far as that is known yet */
export function drawTargetPath(
  { xs, ys, matches }: TargetPath,
  queriedPoints: PlanePoints,
  place: ReturnType<typeof planeScales>,
): DrawnTargetPath {
  const places = xs.map((x, i): [number, number] => [place.x(x), place.y(ys[i]!)]);
  const lengths = places.map(([x, y], i) => Math.hypot(x - (places[i - 1]?.[0] ?? x), y - (places[i - 1]?.[1] ?? y)));
  const whole = lengths.reduce((sum, one) => sum + one, 0);
  let before = 0;
  const shares = lengths.map((length) => (whole > 0 ? (before += length) / whole : 1));
  return {
    path: places.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join(''),
    points: places,
    lengthShares: shares,
    matches: Array.from(queriedPoints.indices).flatMap((index, i): [number, number][] =>
      matches.includes(index) ? [[place.x(queriedPoints.xs[i]!), place.y(queriedPoints.ys[i]!)]] : [],
    ),
  };
}

const round = (value: number): number => Math.round(10 * value) / 10;
