/** Where points stand before they are laid out: where they stood last, or along the two widest directions of the data. */
import type { Draws } from '../random/rng.ts';
import type { Neighbours, Points } from './nearest-neighbours.ts';

/** Half the width of a fresh start, in the layout's unit; and the chance that tells equal points apart. */
const SPREAD = 10;
const JITTER = 1e-3;
/** Of the power method: the directions need not be exact. */
const ROUNDS = 30;

/** The first two principal components, `[count, 2]`, the wider one scaled to ±10. */
export function principalStart({ values, count, size }: Points, draws: Draws): Float64Array {
  const centred = Float64Array.from(values);
  for (let d = 0; d < size; d++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += values[i * size + d]! / count;
    for (let i = 0; i < count; i++) centred[i * size + d]! -= mean;
  }
  const places = new Float64Array(2 * count);
  for (const axis of [0, 1]) {
    const direction = Float64Array.from({ length: size }, () => draws.normal());
    for (let round = 0; round < ROUNDS; round++) {
      const sums = new Float64Array(size);
      for (let i = 0; i < count; i++) {
        const along = dot(centred, i * size, direction);
        for (let d = 0; d < size; d++) sums[d]! += along * centred[i * size + d]!;
      }
      const length = Math.sqrt(sums.reduce((sum, one) => sum + one * one, 0));
      if (!(length > 0)) break;
      direction.forEach((_, d) => (direction[d] = sums[d]! / length));
    }
    // the second component is the first one of what the first leaves
    for (let i = 0; i < count; i++) {
      const along = dot(centred, i * size, direction);
      places[2 * i + axis] = along;
      for (let d = 0; d < size; d++) centred[i * size + d]! -= along * direction[d]!;
    }
  }
  const widest = places.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return places.map((one) => (widest > 0 ? (SPREAD * one) / widest : 0) + JITTER * draws.normal());
}

/**
 * The last places; those that had none begin amid their neighbours that had one, or anywhere among all.
 * @param last `[count, 2]`, NaN for those without
 */
export function lastStart(last: Float32Array, { each, indices }: Neighbours, draws: Draws): Float64Array {
  const places = Float64Array.from(last);
  const known = Array.from({ length: last.length / 2 }, (_, i) => i).filter((i) => Number.isFinite(last[2 * i]!));
  for (let i = 0; i < last.length / 2; i++) {
    if (Number.isFinite(last[2 * i]!)) continue;
    const near = [...indices.subarray(i * each, (i + 1) * each)].filter((j) => Number.isFinite(last[2 * j]!));
    const amid = near.length > 0 ? near.slice(0, 3) : known.slice(draws.integer(known.length)).slice(0, 1);
    for (const axis of [0, 1])
      places[2 * i + axis] = amid.reduce((sum, j) => sum + last[2 * j + axis]!, 0) / amid.length + 0.1 * draws.normal();
  }
  return places;
}

function dot(values: Float64Array, from: number, direction: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < direction.length; d++) sum += values[from + d]! * direction[d]!;
  return sum;
}
