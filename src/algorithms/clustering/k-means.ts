/**
 * K-means: Lloyd's alternation from k-means++ seeds (Arthur & Vassilvitskii 2007). Which centre is nearest comes of one
 * matrix product per block of points on the tensor backend, ‖x − c‖² = ‖x‖² − 2 x·c + ‖c‖².
 */
import type { Rng } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';
import { squaredDistance, type Points } from '../points.ts';

const MAX_ROUNDS = 30;
/** Share of points that may still change sides when the rounds end. */
const CONVERGED_SHARE = 0.001;
/** Values of a block's distances on the device. */
const BLOCK_VALUES = 1 << 21;

export interface Clustering {
  centres: Points;
  /** The centre of each point. */
  assigned: Int32Array;
}

/** @param k at most the number of points; some of the groups may be empty where fewer points are distinct */
export async function kMeans(
  points: Points,
  k: number,
  rng: Rng,
  checkpoint: () => Promise<void>,
): Promise<Clustering> {
  const centres = await seedCentres(points, k, rng, checkpoint);
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

/** Of each group the point nearest to its centre, the first of equals; empty groups have none. */
export function nearestToCentres(points: Points, { centres, assigned }: Clustering): Int32Array {
  const best = new Int32Array(centres.count).fill(-1);
  const least = new Float64Array(centres.count).fill(Infinity);
  for (let i = 0; i < points.count; i++) {
    const c = assigned[i]!;
    const distance = squaredDistance(points, i, centres, c, least[c]!);
    if (distance < least[c]! || best[c]! < 0) {
      least[c] = distance;
      best[c] = i;
    }
  }
  return best.filter((i) => i >= 0);
}

async function seedCentres(points: Points, k: number, rng: Rng, checkpoint: () => Promise<void>): Promise<Points> {
  const { count, size, values } = points;
  const centres: Points = { values: new Float32Array(k * size), count: k, size };
  const nearest = new Float64Array(count).fill(Infinity);
  let next = rng.integer(count);
  for (let c = 0; c < k; c++) {
    centres.values.set(values.subarray(next * size, (next + 1) * size), c * size);
    let total = 0;
    for (let i = 0; i < count; i++) {
      const distance = squaredDistance(points, i, centres, c, nearest[i]!);
      if (distance < nearest[i]!) nearest[i] = distance;
      total += nearest[i]!;
    }
    await checkpoint();
    if (!(total > 0 && total < Infinity)) next = rng.integer(count);
    else {
      let remaining = rng.uniform() * total;
      for (let i = 0; i < count && remaining >= 0; i++) {
        if (nearest[i]! <= 0) continue;
        next = i;
        remaining -= nearest[i]!;
      }
    }
  }
  return centres;
}

/** For each point the nearest centre, the first of equals. */
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
      // a distance that is no number must not lead outside of the centres
      for (let i = 0; i < count; i++) assigned[from + i] = Math.min(Math.max(found[i]!, 0), centres.count - 1);
      await checkpoint();
    }
  } finally {
    tf.dispose([to, norms]);
  }
  return assigned;
}

/** Moves every centre to the mean of its points; one without any stays. */
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
