/** Starts TensorFlow.js on WebAssembly, with SIMD where the browser has it. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGradients } from './gradients.ts';
import './kernels/wasm/index.ts';
import * as tf from './tf.ts';

/** @returns how it runs, for a person: "SIMD, 1 thread" */
export async function startWasm(): Promise<string> {
  await loadGradients();
  // One thread, always. The threaded build starts its eight workers from its own source by Function.toString, which a
  // minifier breaks ("e is not defined" in each of them), and a training step of the sizes here took 5.3 ms with it and
  // 5.2 ms without, on two cores. One thread also means one result, whatever headers the page was served with.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  // Node finds the binaries beside the package's own file
  if (!tf.env().getBool('IS_NODE')) {
    const { wasmFiles } = await import('./wasm-files.ts');
    setWasmPaths(wasmFiles);
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('the backend refused.');
  return (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD, 1 thread' : 'no SIMD, 1 thread';
}
