/**
 * The GPU device under the WebGPU backend: the news of its loss, and its spare buffers. A device is for the life of its
 * worker; a lost one comes back in another worker.
 */
import { Problem } from '../protocol/problem.ts';
import * as tf from './tf.ts';

/** What there is to know of TensorFlow.js's WebGPU backend, as of 4.22. Its pool keeps every buffer for its size and use. */
interface DeviceBackend {
  device: GPUDevice;
  bufferManager: { freeBuffers: Map<string, GPUBuffer[]>; numFreeBuffers: number; numBytesAllocated: number };
}

const webgpuBackend = (): DeviceBackend | undefined =>
  tf.getBackend() === 'webgpu' ? (tf.backend() as unknown as DeviceBackend) : undefined;

/**
 * Fulfilled once the device of the backend in use is lost or refuses work. A refusal (no memory left, a command that is not
 * valid) does not end the device, but whatever is computed from there on may be wrong.
 * @param name the GPU's, for the message
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
 * Gives the device back what the backend's pool keeps in reserve. Pools and labelled sets have other sizes in every cycle,
 * and a buffer that fits none of the later ones would stay until the worker's end. Costs nothing on other backends.
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
