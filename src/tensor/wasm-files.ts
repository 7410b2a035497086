/** Addresses of the stock WASM backend's binaries in the built page; the bundler copies them and inserts the addresses. */
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import simdShared from './native/build/stock-shared.wasm?url';

/** @param shared whether threads share the memory. The backend requires all addresses and loads one of them. */
export function wasmFiles(shared: boolean): Record<string, string> {
  const file = shared ? simdShared : simd;
  return {
    'tfjs-backend-wasm.wasm': file,
    'tfjs-backend-wasm-simd.wasm': file,
    'tfjs-backend-wasm-threaded-simd.wasm': file,
  };
}
