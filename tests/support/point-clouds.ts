/** Groups of points with many values, and the trustworthiness of a map. */
import { Rng } from '../../src/random/rng.ts';
import type { ProjectionPoints } from '../../src/projection/nearest-neighbours.ts';

/** Well separated Gaussians; point i belongs to group i mod `groups`. @param jitter of every point */
export function pointClouds(count: number, size: number, groups: number, jitter = 0): ProjectionPoints {
  const [noise, moves, places] = ['noise', 'moves', 'centres'].map((name) => new Rng(5).child(name));
  const centres = Array.from({ length: groups * size }, () => 4 * places!.normal());
  const values = Float32Array.from({ length: count * size }, (_, at) => {
    const [i, d] = [Math.floor(at / size), at % size];
    return centres[(i % groups) * size + d]! + noise!.normal() + jitter * moves!.normal();
  });
  return { values, count, size };
}

/** Row i: all other points from the nearest to the farthest. */
export function neighbourRanks({ values, count, size }: ProjectionPoints): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const distances = Array.from({ length: count }, (_, j) =>
      Math.hypot(...Array.from({ length: size }, (_, d) => values[i * size + d]! - values[j * size + d]!)),
    );
    return [...distances.keys()].filter((j) => j !== i).sort((a, b) => distances[a]! - distances[b]! || a - b);
  });
}

/** Trustworthiness (Venna and Kaski 2001): 1 where the k nearest on the map are those of the data, less for each that is farther away. */
export function trustworthiness(points: ProjectionPoints, places: Float32Array, k: number): number {
  const { count: n } = points;
  const data = neighbourRanks(points);
  const map = neighbourRanks({ values: places, count: n, size: 2 });
  let penalty = 0;
  map.forEach((near, i) => near.slice(0, k).forEach((j) => (penalty += Math.max(0, data[i]!.indexOf(j) + 1 - k))));
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * penalty;
}
