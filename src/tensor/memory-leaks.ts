/** Watches for memory that outlives its use; tests put it around what ought to leave nothing behind. */
import * as tf from './tf.ts';

/** What the engine and the backend hold: tensors that the engine knows of, and the data behind them. */
export interface MemoryCounts {
  tensors: number;
  data: number;
}

const counts = (): MemoryCounts => ({ tensors: tf.memory().numTensors, data: tf.engine().backend.numDataIds() });

/** The same in bytes too: of the tensors, and of all that is taken for them (WASM: its memory; WebGPU: its buffers). */
export function memoryInUse(): MemoryCounts & { bytes: number; taken: number } {
  const { numBytes, ...more } = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
  const { wasm } = tf.backend() as { wasm?: { HEAPU8: Uint8Array } };
  return { ...counts(), bytes: numBytes, taken: more.numBytesAllocatedInGPU ?? wasm?.HEAPU8.byteLength ?? 0 };
}

/** How much more is held after the work than before it. */
export async function leaksOf(work: () => unknown): Promise<MemoryCounts> {
  const before = counts();
  await work();
  const after = counts();
  return { tensors: after.tensors - before.tensors, data: after.data - before.data };
}
