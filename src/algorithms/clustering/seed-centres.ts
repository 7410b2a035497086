/** Initial centres of k-means and k-median: k-means++ (Arthur & Vassilvitskii 2007). */
import type { Rng } from '../../random/rng.ts';
import type { Points } from '../points.ts';

export interface Seeding {
  rng: Rng;
  /** Distance of point `i` of `a` to point `j` of `b`; any larger number once it exceeds `limit`. */
  distance(a: Points, i: number, b: Points, j: number, limit: number): number;
  /** Power of the distance by which a point is drawn. */
  power: 1 | 2;
  checkpoint: () => Promise<void>;
}

/**
 * The first centre is drawn uniformly; each further one in proportion to a power of the distance to the nearest so far.
 * @param k number of centres, at most the number of points
 */
export async function seedCentres(points: Points, k: number, seeding: Seeding): Promise<Points> {
  const { rng, distance: distanceTo, power, checkpoint } = seeding;
  const { count, size, values } = points;
  const centres: Points = { values: new Float32Array(k * size), count: k, size };
  const nearest = new Float64Array(count).fill(Infinity);
  let next = rng.integer(count);
  for (let c = 0; c < k; c++) {
    centres.values.set(values.subarray(next * size, (next + 1) * size), c * size);
    let total = 0;
    for (let i = 0; i < count; i++) {
      const distance = distanceTo(points, i, centres, c, nearest[i]!);
      if (distance < nearest[i]!) nearest[i] = distance;
      total += nearest[i]! ** power;
    }
    await checkpoint();
    next = drawByDistance(nearest, { total, power, rng });
  }
  return centres;
}

/** Falls back to a uniform draw where every distance is zero: fewer distinct points than centres. */
function drawByDistance(
  distances: Float64Array,
  { total, power, rng }: { total: number } & Pick<Seeding, 'power' | 'rng'>,
): number {
  if (!(total > 0 && total < Infinity)) return rng.integer(distances.length);
  let left = rng.uniform() * total;
  let last = 0;
  for (let i = 0; i < distances.length; i++) {
    if (distances[i]! <= 0) continue;
    last = i;
    left -= distances[i]! ** power;
    if (left < 0) break;
  }
  return last;
}
