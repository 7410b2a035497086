/** What every layout of points in two dimensions is given. */
import type { Rng } from '../random/rng.ts';

export interface LayoutOptions {
  rng: Rng;
  /** The last layout, `[count, 2]`, NaN for new points. */
  previous?: Float32Array | undefined;
  /** Awaited often, with the number of finished steps; may throw to stop. */
  checkpoint: (done: number, total: number) => void | Promise<void>;
}
