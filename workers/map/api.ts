/** The map worker's contract: projects points with many values to two dimensions. Types only. */
import type { ProjectionPoints } from '../../src/projection/nearest-neighbours.ts';

export interface MapApi {
  /**
   * Points with similar values are near each other on the map; one seed gives one map.
   * @param last the last map, `[count, 2]`, as initial positions; NaN for new points
   * @returns `[count, 2]`
   * @throws Problem `unfit` where a value is not a number, `cancelled`
   */
  project(
    points: ProjectionPoints,
    seed: number,
    last: Float32Array | undefined,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Float32Array>;
}
