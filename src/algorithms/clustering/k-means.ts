/**
 * K-means: Lloyd's algorithm from k-means++ seeds (Arthur & Vassilvitskii 2007). The nearest centres are found by one matrix
 * product per block of points on the tensor backend: ‖x − c‖² = ‖x‖² − 2 x·c + ‖c‖².
 */
import type { Rng } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';
import { squaredDistance, type Points } from '../points.ts';
import type { TieOrder } from '../tie-order.ts';
import { seedCentres } from './seed-centres.ts';

const MAX_ROUNDS = 30;
/** The rounds end once at most this share of points changes its centre. */
const CONVERGED_SHARE = 0.001;
/** Distances computed at a time on the device. */
const BLOCK_VALUES = 1 << 21;

export interface Clustering {
  centres: Points;
  /** The centre of each point. */
  assigned: Int32Array;
}

/**
 * @param k number of groups, at most the number of points; some are empty where fewer points are distinct
 * @param checkpoint awaited after each block of work
 */
export async function kMeans(
  points: Points,
  k: number,
  rng: Rng,
  checkpoint: () => Promise<void>,
): Promise<Clustering> {
  const centres = await seedCentres(points, k, { rng, distance: squaredDistance, power: 1, checkpoint });
  let assigned = new Int32Array(points.count).fill(-1);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = assigned;
    assigned = await nearestCentres(points, centres, checkpoint);
    let changed = 0;
    for (let i = 0; i < assigned.length; i++) if (assigned[i] !== before[i]) changed++;
    if (changed <= points.count * CONVERGED_SHARE) break;
    updateCentres(points, centres, assigned);
  }
  return { centres, assigned };
}

/**
 * The point nearest to the centre of each group; none for empty groups.
 * @param order of points that are equally near
 */
export function nearestToCentres(points: Points, { centres, assigned }: Clustering, order: TieOrder): Int32Array {
  const best = new Int32Array(centres.count).fill(-1);
  const least = new Float64Array(centres.count).fill(Infinity);
  for (let i = 0; i < points.count; i++) {
    const c = assigned[i]!;
    const distance = squaredDistance(points, i, centres, c, least[c]!);
    const tied = distance === least[c] && best[c]! >= 0 && order(i) < order(best[c]!);
    if (distance < least[c]! || tied || best[c]! < 0) {
      least[c] = distance;
      best[c] = i;
    }
  }
  return best.filter((i) => i >= 0);
}

/** The index of the nearest centre of each point, of equals the first: the centres' own order is drawn. */
export async function nearestCentres(
  points: Points,
  centres: Points,
  checkpoint: () => Promise<void>,
): Promise<Int32Array<ArrayBuffer>> {
  const assigned = new Int32Array(points.count);
  const halfNorms = Float32Array.from({ length: centres.count }, (_, c) => {
    let sum = 0;
    for (let d = c * centres.size; d < (c + 1) * centres.size; d++) sum += centres.values[d]! ** 2;
    return sum / 2;
  });
  const block = Math.max(1, Math.floor(BLOCK_VALUES / centres.count));
  const [to, norms] = [tf.tensor2d(centres.values, [centres.count, centres.size]), tf.tensor1d(halfNorms)];
  try {
    for (let from = 0; from < points.count; from += block) {
      const count = Math.min(block, points.count - from);
      const part = points.values.subarray(from * points.size, (from + count) * points.size);
      const best = tf.tidy(() =>
        tf.argMin(tf.sub(norms, tf.matMul(tf.tensor2d(part, [count, points.size]), to, false, true)), 1),
      );
      const found = await best.data<'int32'>();
      best.dispose();
      // A distance that is not a number must not give an index out of range.
      for (let i = 0; i < count; i++) assigned[from + i] = Math.min(Math.max(found[i]!, 0), centres.count - 1);
      await checkpoint();
    }
  } finally {
    tf.dispose([to, norms]);
  }
  return assigned;
}

/** Moves every centre to the mean of its points; a centre without points stays. */
function updateCentres({ values, count, size }: Points, centres: Points, assigned: Int32Array): void {
  const sums = new Float64Array(centres.values.length);
  const sizes = new Int32Array(centres.count);
  for (let i = 0; i < count; i++) {
    const c = assigned[i]!;
    sizes[c]!++;
    for (let d = 0; d < size; d++) sums[c * size + d]! += values[i * size + d]!;
  }
  for (let c = 0; c < centres.count; c++)
    if (sizes[c]! > 0) for (let d = c * size; d < (c + 1) * size; d++) centres.values[d] = sums[d]! / sizes[c]!;
}
