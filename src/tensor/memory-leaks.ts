/** Detects memory leaks: tests wrap work that must dispose of everything it allocates. */
import * as tf from './tf.ts';

/** Tensors of the engine, and data buffers of the backend. */
export interface MemoryCounts {
  tensors: number;
  data: number;
}

const counts = (): MemoryCounts => ({ tensors: tf.memory().numTensors, data: tf.engine().backend.numDataIds() });

/** The same with bytes: of the tensors, and of the memory allocated for them (WASM: its memory; WebGPU: its buffers). */
export function memoryInUse(): MemoryCounts & { bytes: number; taken: number } {
  const { numBytes, ...more } = tf.memory() as tf.MemoryInfo & { numBytesAllocatedInGPU?: number };
  const { wasm } = tf.backend() as { wasm?: { HEAPU8: Uint8Array } };
  return { ...counts(), bytes: numBytes, taken: more.numBytesAllocatedInGPU ?? wasm?.HEAPU8.byteLength ?? 0 };
}

/** Increase from before the work to after it. */
export async function leaksOf(work: () => unknown): Promise<MemoryCounts> {
  const before = counts();
  await work();
  const after = counts();
  return { tensors: after.tensors - before.tensors, data: after.data - before.data };
}
