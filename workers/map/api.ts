/** The map worker's contract: lays points with many values out in two dimensions. Types only. */
import type { ProjectionPoints } from '../../src/projection/nearest-neighbours.ts';

export interface MapApi {
  /**
   * Points that are near each other in all their values are near each other on the map; one seed gives one map.
   * @param last the last map, `[count, 2]`, to begin from; NaN for points that were not on it
   * @returns `[count, 2]`
   * @throws Problem `unfit` where a value is no number, `cancelled`
   */
  project(
    points: ProjectionPoints,
    seed: number,
    last: Float32Array | undefined,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Float32Array>;
}
