/** Starts TensorFlow.js on WebAssembly, with SIMD and threads where the browser and the page's headers allow them. */
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGradients } from './gradients.ts';
import './kernels/index.ts';
import * as tf from './tf.ts';

/** @returns how it runs, for a person: "SIMD, 2 threads" */
export async function startWasm(): Promise<string> {
  await loadGradients();
  // Node finds the binaries beside the package's own file
  if (!tf.env().getBool('IS_NODE')) {
    const { wasmFiles } = await import('./wasm-files.ts');
    setWasmPaths(wasmFiles);
    setThreadsCount(Math.max(1, Math.min(8, navigator.hardwareConcurrency)));
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly did not start.');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? getThreadsCount() : 1;
  return `${simd ? 'SIMD' : 'no SIMD'}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
