/** Starts TensorFlow.js on WebAssembly, with our own module beside the stock one on the same memory. */
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { loadGradients } from './gradients.ts';
import './kernels/wasm/index.ts';
import { attachNative } from './native/module.ts';
import * as tf from './tf.ts';

/** @returns a description for display: "SIMD, 2 threads" */
export async function startWasm(): Promise<string> {
  await loadGradients();
  // The stock backend's threads are not used: it starts eight workers from its own source by Function.toString,
  // which a minifier breaks. Its single-threaded build runs on shared memory, and our module has the threads.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('it has no SIMD here.');
  // Node finds the binaries beside the package's own file
  if (!tf.env().getBool('IS_NODE')) {
    const { wasmFiles } = await import('./wasm-files.ts');
    setWasmPaths(wasmFiles(canShareMemory()));
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('the backend refused.');
  const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  const { extraThreads: helpers } = await attachNative(tf.backend() as BackendWasm, cores);
  return helpers ? `SIMD, ${helpers + 1} threads` : 'SIMD, 1 thread';
}

/** Whether memory of the size that the backend may need can be shared between threads. */
function canShareMemory(): boolean {
  if (!globalThis.crossOriginIsolated) return false;
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }).buffer instanceof SharedArrayBuffer;
  } catch {
    return false;
  }
}
