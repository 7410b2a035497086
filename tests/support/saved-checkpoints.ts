/** A training with checkpoints at chosen steps, by a simulated clock. */
import type { Checkpoint } from '../../src/trainer/checkpoint.ts';

/** Saves after every so many steps, when the simulated clock has advanced by half a minute. */
export function savedEvery(steps: number, save: (checkpoint: Checkpoint) => unknown) {
  let stepsDone = 0;
  return {
    progress: (done: number) => void (stepsDone = done),
    checkpoints: { saveLast: true, seconds: () => (30 * stepsDone) / steps, save: (one: Checkpoint) => void save(one) },
  };
}
