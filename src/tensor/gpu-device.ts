/**
 * The GPU device of the WebGPU backend: reports its loss and frees its spare buffers. A device lives as long as its worker; a
 * lost one is replaced in another worker.
 */
import { Problem } from '../protocol/problem.ts';
import * as tf from './tf.ts';

/** The parts of TensorFlow.js's WebGPU backend (4.22) used here. Its pool keeps every buffer for its size and usage. */
interface DeviceBackend {
  device: GPUDevice;
  bufferManager: { freeBuffers: Map<string, GPUBuffer[]>; numFreeBuffers: number; numBytesAllocated: number };
}

const webgpuBackend = (): DeviceBackend | undefined =>
  tf.getBackend() === 'webgpu' ? (tf.backend() as unknown as DeviceBackend) : undefined;

/**
 * Fulfilled once the device of the backend in use is lost or rejects work. A rejection (out of memory, an invalid command)
 * does not end the device, but later results may be wrong.
 * @param name of the GPU, for the message
 */
export function watchDeviceLoss(name: string): Promise<Problem> {
  const { device } = webgpuBackend()!;
  const remedy = 'Resume the run; should it happen again, choose a smaller model or batch, or WASM.';
  const problem = (what: string, why: string): Problem =>
    new Problem('device', `The GPU (${name}) ${what}: ${why.trim().replace(/[.\s]*$/, '.')}`, remedy);
  return new Promise((resolve) => {
    void device.lost.then(({ message }) => resolve(problem('was lost', message || 'the browser does not say why')));
    device.addEventListener('uncapturederror', ({ error }) => {
      const memory = error instanceof GPUOutOfMemoryError;
      resolve(problem(memory ? 'has no memory left' : 'refused to work', error.message));
    });
  });
}

/**
 * Frees the spare buffers of the backend's pool. Pools and labelled sets change their sizes with every cycle, and a buffer of
 * a size that does not occur again would stay until the worker ends. No effect on other backends.
 */
export function releaseSpareBuffers(): void {
  const pool = webgpuBackend()?.bufferManager;
  if (!pool) return;
  for (const buffers of pool.freeBuffers.values()) {
    for (const buffer of buffers) {
      pool.numBytesAllocated -= buffer.size;
      buffer.destroy();
    }
    pool.numFreeBuffers -= buffers.length;
    buffers.length = 0; // the list stays: without one, the pool would not take a buffer back
  }
}
