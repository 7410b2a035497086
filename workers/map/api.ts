/** The map worker's contract: projects points with many values to two dimensions. Types only. */
import type { ProjectionPoints } from '../../src/projection/nearest-neighbours.ts';

export type ProjectionMethod = 'umap' | 't-sne';

export interface MapApi {
  /**
   * Points with similar values are near each other on the map; one seed gives one map.
   * @returns `[count, 2]`
   * @throws Problem `unfit` where a value is not a number, `cancelled`
   */
  project(
    points: ProjectionPoints,
    how: {
      method: ProjectionMethod;
      seed: number;
      /** The last map, `[count, 2]`, as initial positions; NaN for new points. */
      previous: Float32Array | undefined;
    },
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Float32Array>;
}
