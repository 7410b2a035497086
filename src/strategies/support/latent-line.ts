/** Lines through latent space, perpendicular to a linear learner's boundary (ADBA). */
import { normalOf, signedDistances, type Hyperplane } from './hyperplane.ts';

/**
 * The line through a latent point, perpendicular to the hyper-plane and centred on it, from the side of class 0 to that of
 * class 1.
 * @param reach length on each side
 * @returns both ends, `[2, latent]`
 */
export function lineAcrossBoundary(point: Float32Array, plane: Hyperplane, reach: number): Float32Array {
  const normal = normalOf(plane);
  const [distance] = signedDistances(plane, point);
  const ends = new Float32Array(2 * point.length);
  for (let d = 0; d < point.length; d++) {
    const projection = point[d]! - distance! * normal[d]!;
    ends[d] = projection - reach * normal[d]!;
    ends[point.length + d] = projection + reach * normal[d]!;
  }
  return ends;
}

/**
 * Evenly spaced points along lines, both ends included: `[lines · each, latent]`.
 * @param ends `[lines, 2, latent]`
 */
export function pointsAlong(ends: Float32Array, latent: number, each: number): Float32Array {
  const lines = ends.length / (2 * latent);
  const points = new Float32Array(lines * each * latent);
  for (let line = 0; line < lines; line++)
    for (let i = 0; i < each; i++)
      for (let d = 0; d < latent; d++) {
        const from = ends[2 * line * latent + d]!;
        const to = ends[(2 * line + 1) * latent + d]!;
        points[(line * each + i) * latent + d] = from + (i / (each - 1)) * (to - from);
      }
  return points;
}
