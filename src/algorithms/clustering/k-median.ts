/**
 * K-median clustering: centres that minimise the sum of city-block distances. Lloyd's algorithm with the median of every
 * coordinate in place of the mean, from centres drawn in proportion to squared distance (Arthur & Vassilvitskii, "k-means++:
 * the advantages of careful seeding", 2007; squared, because that finds groups that lie apart).
 */
import type { Rng } from '../../random/rng.ts';
import { tieOrder, type TieOrder } from '../tie-order.ts';
import { median } from './median.ts';
import { NearestCentre } from './nearest-centre.ts';
import { cityBlockDistance, type Points } from '../points.ts';
import { seedCentres } from './seed-centres.ts';

const MAX_ROUNDS = 30;
/** The rounds end once at most this share of points changes its centre; for fewer than two hundred points, none. */
const CONVERGED_SHARE = 0.005;

/**
 * @param k number of centres, at most the number of points
 * @param checkpoint awaited after each block of work
 */
export async function kMedian(points: Points, k: number, rng: Rng, checkpoint: () => Promise<void>): Promise<Points> {
  const centres = await seedCentres(points, k, { rng, distance: cityBlockDistance, power: 2, checkpoint });
  const nearest = new NearestCentre(points, k);
  const order = tieOrder(rng);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const changed = await nearest.update(centres, checkpoint);
    if (changed <= points.count * CONVERGED_SHARE) break;
    await updateCentres(points, centres, { nearest, order, checkpoint });
  }
  return centres;
}

interface CentreUpdate {
  nearest: Pick<NearestCentre, 'assigned' | 'distances'>;
  /** Of points that are equally far. */
  order: TieOrder;
  checkpoint: () => Promise<void>;
}

/** Moves every centre to the coordinate-wise median of its points; a centre without points goes to the farthest point. */
async function updateCentres(
  points: Points,
  centres: Points,
  { nearest: { assigned, distances }, order, checkpoint }: CentreUpdate,
): Promise<void> {
  const { size, values } = points;
  const sizes = new Int32Array(centres.count);
  for (const c of assigned) sizes[c]!++;
  const starts = new Int32Array(centres.count + 1);
  for (let c = 0; c < centres.count; c++) starts[c + 1] = starts[c]! + sizes[c]!;
  const members = new Int32Array(points.count);
  const fill = starts.slice();
  for (let i = 0; i < points.count; i++) members[fill[assigned[i]!]!++] = i;
  for (let c = 0; c < centres.count; c++) {
    const clusterMembers = members.subarray(starts[c]!, starts[c + 1]!);
    if (clusterMembers.length === 0) {
      const worst = farthest(distances, order);
      distances[worst] = 0;
      centres.values.set(values.subarray(worst * size, (worst + 1) * size), c * size);
      continue;
    }
    const column = new Float32Array(clusterMembers.length);
    for (let d = 0; d < size; d++) {
      for (let m = 0; m < clusterMembers.length; m++) column[m] = values[clusterMembers[m]! * size + d]!;
      centres.values[c * size + d] = median(column);
    }
    await checkpoint();
  }
}

function farthest(distances: Float64Array, order: TieOrder): number {
  let best = 0;
  for (let i = 1; i < distances.length; i++) {
    const [distance, farthestYet] = [distances[i]!, distances[best]!];
    if (distance > farthestYet || (distance === farthestYet && order(i) < order(best))) best = i;
  }
  return best;
}

/**
 * For each centre in turn the nearest point that no earlier centre has taken.
 * @param order of points that are equally near
 * @returns positions and their city-block distances, `centres.count` of each
 */
export async function nearestWithoutReplacement(
  points: Points,
  { centres, order }: { centres: Points; order: TieOrder },
  checkpoint: () => Promise<void>,
): Promise<{ positions: Int32Array; distances: Float32Array }> {
  const positions = new Int32Array(centres.count);
  const distances = new Float32Array(centres.count);
  const taken = new Uint8Array(points.count);
  const place = Float64Array.from({ length: points.count }, (_, i) => order(i));
  for (let c = 0; c < centres.count; c++) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < points.count; i++) {
      if (taken[i]) continue;
      const distance = cityBlockDistance(points, i, centres, c, least);
      if (distance < least) {
        least = distance;
        best = i;
      } else if (best < 0 || ((distance === least || least === Infinity) && place[i]! < place[best]!)) best = i;
    }
    taken[best] = 1;
    positions[c] = best;
    distances[c] = least;
    await checkpoint();
  }
  return { positions, distances };
}
