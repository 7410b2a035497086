/** Matrix products on WASM, with either side transposed or not, and optionally with bias and activation. */
import { broadcast_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { multiply } from '../../native/matrix-product.ts';
import { pointerOf, register, wrapKernel, type WasmKernelCall } from './stock-wasm.ts';

/** One matrix of a batch in memory. */
interface Matrix {
  pointer: number;
  rows: number;
  columns: number;
}

function product(a: Matrix, b: Matrix, call: WasmKernelCall, to: number, bias?: number, slope?: number): void {
  const { transposeA, transposeB } = call.attrs as { transposeA?: boolean; transposeB?: boolean };
  const N = transposeB ? b.rows : b.columns;
  multiply({
    M: transposeA ? a.columns : a.rows,
    N,
    K: transposeA ? a.rows : a.columns,
    left: { kind: transposeA ? 'columns' : 'rows', pointer: a.pointer, stride: a.columns },
    right: { pointer: b.pointer, transposed: !!transposeB, stride: b.columns },
    result: { pointer: to, stride: N },
    bias,
    slope,
  });
}

const sides = ({ shape }: TensorInfo): [number, number] => shape.slice(-2) as [number, number];

/** `[…, M, K]` · `[…, K, N]` → `[…, M, N]`; the leading axes are broadcast. */
function batched(call: WasmKernelCall): TensorInfo {
  const { backend, inputs, attrs } = call;
  const a = inputs['a']!;
  const b = inputs['b']!;
  const [aRows, aColumns] = sides(a);
  const [bRows, bColumns] = sides(b);
  const leading = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const M = attrs['transposeA'] ? aColumns : aRows;
  const N = attrs['transposeB'] ? bRows : bColumns;
  const K = attrs['transposeA'] ? aRows : aColumns;
  if (K !== (attrs['transposeB'] ? bColumns : bRows))
    throw new Error(`Matrices of ${a.shape.join(' × ')} and ${b.shape.join(' × ')} do not go together.`);
  const out = backend.makeOutput([...leading, M, N], 'float32');
  const count = util.sizeFromShape(leading);
  const matricesOf = (tensor: TensorInfo, rows: number, columns: number) => {
    const start = pointerOf(backend, tensor);
    const own = tensor.shape.slice(0, -2);
    const strides = util.computeStrides([...leading, 1]);
    const ownStrides = util.computeStrides([...own, 1]);
    const lack = leading.length - own.length;
    return (index: number): Matrix => {
      let at = 0;
      let rest = index;
      for (let axis = 0; axis < leading.length; axis++) {
        const place = Math.floor(rest / strides[axis]!);
        rest -= place * strides[axis]!;
        if (axis >= lack && own[axis - lack] !== 1) at += place * ownStrides[axis - lack]!;
      }
      return { pointer: start + 4 * at * rows * columns, rows, columns };
    };
  };
  const left = matricesOf(a, aRows, aColumns);
  const right = matricesOf(b, bRows, bColumns);
  for (let i = 0; i < count; i++) product(left(i), right(i), call, pointerOf(backend, out) + 4 * i * M * N);
  return out;
}

wrapKernel('BatchMatMul', (call, stock) =>
  call.inputs['a']!.dtype === 'float32' && call.inputs['b']!.dtype === 'float32' ? batched(call) : stock(call),
);

/** x `[n, from]`, weights `[from, to]`, bias `[to]` → `[n, to]`, with the activation applied. */
register('Dense', (call) => {
  const { backend, inputs, attrs } = call;
  const x = inputs['x']!;
  const weights = inputs['weights']!;
  const [rows, columns] = sides(x);
  const [from, to] = sides(weights);
  const out = backend.makeOutput([rows, to], 'float32');
  const slopes: Record<string, number> = { relu: 0, 'leaky-relu': (attrs['slope'] as number | undefined) ?? 0.2 };
  product(
    { pointer: pointerOf(backend, x), rows, columns },
    { pointer: pointerOf(backend, weights), rows: from, columns: to },
    call,
    pointerOf(backend, out),
    pointerOf(backend, inputs['bias']!),
    slopes[attrs['activation'] as string],
  );
  return out;
});
