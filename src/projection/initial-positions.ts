/** Initial positions of a layout: the last positions, or the first two principal components of the data. */
import type { Rng } from '../random/rng.ts';
import type { NeighbourTable, ProjectionPoints } from './nearest-neighbours.ts';

/** Half the width of a new layout, in its unit, and the random offset that separates equal points. */
const HALF_WIDTH = 10;
const JITTER = 1e-3;
/** Of the power method; approximate directions suffice. */
const POWER_ITERATIONS = 30;

/** The first two principal components, `[count, 2]`, the wider one scaled to ±10. */
export function pcaPositions({ values, count, size }: ProjectionPoints, rng: Rng): Float64Array {
  const centred = Float64Array.from(values);
  for (let d = 0; d < size; d++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += values[i * size + d]! / count;
    for (let i = 0; i < count; i++) centred[i * size + d]! -= mean;
  }
  const positions = new Float64Array(2 * count);
  for (const axis of [0, 1]) {
    const direction = Float64Array.from({ length: size }, () => rng.normal());
    for (let round = 0; round < POWER_ITERATIONS; round++) {
      const product = new Float64Array(size);
      for (let i = 0; i < count; i++) {
        const along = dot(centred, i * size, direction);
        for (let d = 0; d < size; d++) product[d]! += along * centred[i * size + d]!;
      }
      const length = Math.sqrt(product.reduce((sum, one) => sum + one * one, 0));
      if (!(length > 0)) break;
      direction.forEach((_, d) => (direction[d] = product[d]! / length));
    }
    // The second component is the first one of the residuals.
    for (let i = 0; i < count; i++) {
      const along = dot(centred, i * size, direction);
      positions[2 * i + axis] = along;
      for (let d = 0; d < size; d++) centred[i * size + d]! -= along * direction[d]!;
    }
  }
  const widest = positions.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return positions.map((one) => (widest > 0 ? (HALF_WIDTH * one) / widest : 0) + JITTER * rng.normal());
}

/**
 * The last positions; new points start near their neighbours that have one, otherwise near a random point.
 * @param previous `[count, 2]`, NaN for new points
 */
export function warmStartPositions(previous: Float32Array, { k, indices }: NeighbourTable, rng: Rng): Float64Array {
  const positions = Float64Array.from(previous);
  const placed = Array.from({ length: previous.length / 2 }, (_, i) => i).filter((i) =>
    Number.isFinite(previous[2 * i]!),
  );
  for (let i = 0; i < previous.length / 2; i++) {
    if (Number.isFinite(previous[2 * i]!)) continue;
    const placedNeighbours = [...indices.subarray(i * k, (i + 1) * k)].filter((j) => Number.isFinite(previous[2 * j]!));
    const anchors =
      placedNeighbours.length > 0 ? placedNeighbours.slice(0, 3) : placed.slice(rng.integer(placed.length)).slice(0, 1);
    for (const axis of [0, 1])
      positions[2 * i + axis] =
        anchors.reduce((sum, j) => sum + previous[2 * j + axis]!, 0) / anchors.length + 0.1 * rng.normal();
  }
  return positions;
}

function dot(values: Float64Array, from: number, direction: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < direction.length; d++) sum += values[from + d]! * direction[d]!;
  return sum;
}
