/** A training that saves checkpoints at steps that a test chooses, by a clock of its own. */
import type { Checkpoint } from '../../src/trainer/checkpoint.ts';

/** Saves after every so many steps, since the clock then says that half a minute of work has passed. */
export function savedEvery(steps: number, save: (checkpoint: Checkpoint) => unknown) {
  let stepsDone = 0;
  return {
    progress: (done: number) => void (stepsDone = done),
    checkpoints: { saveLast: true, seconds: () => (30 * stepsDone) / steps, save: (one: Checkpoint) => void save(one) },
  };
}
