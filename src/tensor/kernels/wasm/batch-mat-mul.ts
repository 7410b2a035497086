/**
 * Products with a transposed factor, for WASM. The stock kernel hands only untransposed products to XNNPACK and does
 * all others in a plain loop; a transpose first costs little beside that. Every gradient of a dense layer is such a product.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { release, reshaped, runStock, wrap } from './wasm.ts';

/** `[…, rows, columns]` of one matrix → `[…, columns, rows]`. */
function transposed(backend: BackendWasm, x: TensorInfo): TensorInfo {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const turned = runStock('Transpose', backend, { x: reshaped(x, [rows, columns]) }, { perm: [1, 0] });
  return reshaped(turned, [...x.shape.slice(0, -2), columns, rows]);
}

/** A matrix, whatever leading axes of length one it has. */
const single = ({ shape }: TensorInfo): boolean => shape.slice(0, -2).every((side) => side === 1);

wrap('BatchMatMul', (call, stock) => {
  const { backend, attrs } = call;
  const a = call.inputs['a']!;
  const b = call.inputs['b']!;
  if ((!attrs['transposeA'] && !attrs['transposeB']) || !single(a) || !single(b)) return stock(call);
  const left = attrs['transposeA'] ? transposed(backend, a) : a;
  const right = attrs['transposeB'] ? transposed(backend, b) : b;
  const product = stock({ backend, inputs: { a: left, b: right }, attrs: { transposeA: false, transposeB: false } });
  if (left !== a) release(backend, left);
  if (right !== b) release(backend, right);
  return product;
});
