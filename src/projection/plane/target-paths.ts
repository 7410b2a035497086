/** Paths of query targets through the plane, and the real samples matched to their ends. */
import type { LoggedQueryTargets } from '../../protocol/events.ts';
import type { PlanePoints, planeScales } from './plane-scales.ts';

/** The path of one query target in data coordinates, from start to end; a single place where the log has no path. */
export interface TargetPath {
  xs: number[];
  ys: number[];
  /** Indices of the samples queried in its place. */
  matches: number[];
}

/** A path in pixels. */
export interface DrawnTargetPath {
  /** The `d` of an SVG path. */
  path: string;
  points: [number, number][];
  /** For each place, the fraction of the path's length before it: 0 … 1. */
  lengthShares: number[];
  /** Matches whose samples have been fetched. */
  matches: [number, number][];
}

/** Paths of targets with at least one match, in the order of the query. @param indices of the queried samples */
export function targetPaths(
  { values, worth, matchedTo, paths }: LoggedQueryTargets,
  indices: readonly number[],
): TargetPath[] {
  const count = worth.length;
  // points of the plane are logged as numbers; bytes are images, which have no path on a plane
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

/** @param queriedPoints those that have been fetched */
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
