/** Where the built page keeps the stock WASM backend's binaries; the bundler copies them and fills the addresses in. */
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import simdShared from './native/build/stock-shared.wasm?url';

/** @param shared whether on memory that threads can share. The backend wants an address for all, and asks for one. */
export function wasmFiles(shared: boolean): Record<string, string> {
  const file = shared ? simdShared : simd;
  return {
    'tfjs-backend-wasm.wasm': file,
    'tfjs-backend-wasm-simd.wasm': file,
    'tfjs-backend-wasm-threaded-simd.wasm': file,
  };
}
