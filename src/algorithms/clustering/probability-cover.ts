/**
 * Covering a pool by balls of one radius δ, greedily (ProbCover: Yehuda, Dekel, Hacohen & Weinshall, "Active learning through a
 * covering lens", NeurIPS 2022, Algorithm 1): the next point is the one whose ball has the most points that no ball has yet. Degrees
 * are kept, not edges: a point that becomes covered lowers the degree of every point that has it in its ball, so that memory
 * does not grow with the number of pairs.
 */
import type { Rng } from '../../random/rng.ts';
import { distancesToOtherGroup, visitBalls } from '../neighbours/balls.ts';
import { pointsAt, type Points } from '../points.ts';
import { inTieOrder, type TieOrder } from '../tie-order.ts';
import { kMeans } from './k-means.ts';

/** Share of the points whose ball holds one pseudo-label only (the paper's α). */
const PURITY = 0.95;
/** Points whose balls are examined; all points may lie in them. */
const MAX_PROBES = 2000;

/**
 * The largest radius at which the balls of at least 95 per cent of the points hold points of one pseudo-label only, these being the
 * groups of k-means with as many groups as classes. A ball is pure exactly up to the distance to the nearest point of another
 * group, so that the radius is a quantile of those distances and needs no grid.
 * @returns 0 where all points are equal
 */
export async function pureRadius(
  points: Points,
  { groups, rng }: { groups: number; rng: Rng },
  checkpoint: () => Promise<void>,
): Promise<number> {
  if (points.count === 0) return 0;
  const { assigned } = await kMeans(points, Math.min(groups, points.count), rng.child('pseudo-labels'), checkpoint);
  const probes = rng.child('probes').permutation(points.count).subarray(0, MAX_PROBES).sort();
  return radiusOfPurity(await distancesToOtherGroup(points, { probes, groups: assigned }, checkpoint), PURITY);
}

/**
 * @param distances of points to the nearest point of another pseudo-label
 * @returns the largest radius not beyond at least this share of them; 0 where it has no bound
 */
export function radiusOfPurity(distances: Float64Array, purity: number): number {
  const ascending = distances.slice().sort();
  // the tolerance keeps 0.05 · 20 from being less than 1
  const impure = Math.floor((1 - purity) * ascending.length + 1e-9);
  const radius = ascending[Math.min(impure, ascending.length - 1)] ?? 0;
  return radius < Infinity ? radius : 0;
}

interface CoverOptions {
  /** The first so many points may be selected; the others are labelled: what their balls hold is covered. */
  candidates: number;
  /** Number of points to select, at most all candidates. */
  size: number;
  /** δ. A point at exactly this distance is not covered. */
  radius: number;
  /** Of points with equally many uncovered points in their balls; of all points once everything is covered. */
  order: TieOrder;
}

export interface Cover {
  /** Selected points, in the order of selection. */
  positions: Int32Array;
  /** Points that each was the first to cover. */
  gains: Float32Array;
  /** Share of the candidates that are covered before and after the selection. */
  coverage: { before: number; after: number };
}

/** @param checkpoint awaited after each block of work */
export async function greedyCover(
  points: Points,
  { candidates: count, size, radius, order }: CoverOptions,
  checkpoint: () => Promise<void>,
): Promise<Cover> {
  const { pool, covered, uncovered } = await coveredByLabelled(points, { candidates: count, radius }, checkpoint);
  const degrees = new Int32Array(count);
  await visitBalls(uncovered, pool, { radius, checkpoint, visit: (_, point) => void degrees[point]!++ });
  const share = (): number => (count === 0 ? 0 : covered.reduce((sum, one) => sum + one, 0) / count);
  const before = share();
  const ranked = inTieOrder(count, order);
  const taken = new Uint8Array(count);
  const positions = new Int32Array(size);
  const gains = new Float32Array(size);
  for (let selected = 0; selected < size; selected++) {
    let best = -1;
    for (const i of ranked) if (!taken[i] && (best < 0 || degrees[i]! > degrees[best]!)) best = i;
    positions[selected] = best;
    gains[selected] = degrees[best]!;
    taken[best] = 1;
    if (degrees[best] === 0) continue;
    const fresh: number[] = [];
    const cover = (_: number, point: number): void => {
      if (!covered[point]) fresh.push(point);
      covered[point] = 1;
    };
    await visitBalls(pointsAt(pool, Int32Array.of(best)), pool, { radius, checkpoint, visit: cover });
    const freshPoints = pointsAt(pool, Int32Array.from(fresh));
    await visitBalls(freshPoints, pool, { radius, checkpoint, visit: (_, point) => void degrees[point]!-- });
  }
  return { positions, gains, coverage: { before, after: share() } };
}

/**
 * What the balls of labelled points cover.
 * @returns the candidates, which of them are covered `[candidates]`, and those that are not
 */
export async function coveredByLabelled(
  points: Points,
  { candidates: count, radius }: Pick<CoverOptions, 'candidates' | 'radius'>,
  checkpoint: () => Promise<void>,
): Promise<{ pool: Points; covered: Uint8Array; uncovered: Points }> {
  const { values, size } = points;
  const pool: Points = { values: values.subarray(0, count * size), count, size };
  const labelled: Points = { values: values.subarray(count * size), count: points.count - count, size };
  const covered = new Uint8Array(count);
  await visitBalls(labelled, pool, { radius, checkpoint, visit: (_, point) => void (covered[point] = 1) });
  const open = Int32Array.from({ length: count }, (_, i) => i).filter((i) => !covered[i]);
  return { pool, covered, uncovered: pointsAt(pool, open) };
}
