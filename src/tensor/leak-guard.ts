/** Watches for tensors that outlive their use; tests put it around what ought to leave nothing behind. */
import * as tf from './tf.ts';

/** What the backend holds: tensors the engine knows of, and the data behind them. */
export interface Held {
  tensors: number;
  data: number;
}

const held = (): Held => ({ tensors: tf.memory().numTensors, data: tf.engine().backend.numDataIds() });

/** How much more is held after the work than before it. */
export async function leaksOf(work: () => unknown): Promise<Held> {
  const before = held();
  await work();
  const after = held();
  return { tensors: after.tensors - before.tensors, data: after.data - before.data };
}
