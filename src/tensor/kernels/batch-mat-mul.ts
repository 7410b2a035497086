/**
 * Products with a transposed factor, for WASM. The stock kernel hands only untransposed products to XNNPACK and does
 * all others in a plain loop; a transpose first costs little beside that. Every gradient of a dense layer is such a product.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { release, runStock, wrap } from './wasm.ts';

/** `[1, rows, columns]` → `[1, columns, rows]`. */
function transposed(backend: BackendWasm, x: TensorInfo): TensorInfo {
  return runStock('Transpose', backend, { x }, { perm: [0, 2, 1] });
}

wrap('BatchMatMul', (call, stock) => {
  const { backend, attrs } = call;
  const a = call.inputs['a']!;
  const b = call.inputs['b']!;
  if ((!attrs['transposeA'] && !attrs['transposeB']) || a.shape.length !== 3 || a.shape[0] !== 1 || b.shape[0] !== 1)
    return stock(call);
  const left = attrs['transposeA'] ? transposed(backend, a) : a;
  const right = attrs['transposeB'] ? transposed(backend, b) : b;
  const product = stock({ backend, inputs: { a: left, b: right }, attrs: { transposeA: false, transposeB: false } });
  if (left !== a) release(backend, left);
  if (right !== b) release(backend, right);
  return product;
});
