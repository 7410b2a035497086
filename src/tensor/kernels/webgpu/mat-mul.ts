/**
 * Matrix products, plain and as dense layers. The stock kernels add the parts of long sums by atomic operations in arbitrary
 * order; these give the same bits each time.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { epilogueFor, biasAndSlope, type Epilogue } from './epilogue.ts';
import { multiply } from './matrix-product.ts';
import type { Factor } from './tiled-product-code.ts';
import { register, reshaped, type WebgpuKernelCall } from './stock-webgpu.ts';

/** `[planes, rows, inner]` or, transposed, `[planes, inner, rows]`. */
function leftFactor(input: TensorInfo, turned: boolean): Factor {
  const wide = input.shape[2]! % 4 === 0;
  return {
    input,
    along: turned ? 'outer' : 'inner',
    wide,
    place: 'fn leftPlace(row: i32) -> vec4<i32> { return vec4<i32>(row, 0, 0, 0); }',
    inner: 'fn leftInner(k: i32) -> vec4<i32> { return vec4<i32>(k, 0, 0, 0); }',
    read: `fn leftRead(place: vec4<i32>, inner: vec4<i32>) -> ${wide ? 'vec4<f32>' : 'f32'} {
      let at = plane * uniforms.leftPlane + ${turned ? 'inner.x * uniforms.rows + place.x' : 'place.x * uniforms.inner + inner.x'};
      return left[at${wide ? ' / 4' : ''}];
    }`,
  };
}

/** `[planes, inner, columns]` or, transposed, `[planes, columns, inner]`. */
function rightFactor(input: TensorInfo, turned: boolean): Factor {
  const wide = input.shape[2]! % 4 === 0;
  return {
    input,
    along: turned ? 'inner' : 'outer',
    wide,
    place: 'fn rightPlace(column: i32) -> vec4<i32> { return vec4<i32>(column, 0, 0, 0); }',
    inner: 'fn rightInner(k: i32) -> vec4<i32> { return vec4<i32>(k, 0, 0, 0); }',
    read: `fn rightRead(place: vec4<i32>, inner: vec4<i32>) -> ${wide ? 'vec4<f32>' : 'f32'} {
      let at = plane * uniforms.rightPlane + ${turned ? 'place.x * uniforms.inner + inner.x' : 'inner.x * uniforms.columns + place.x'};
      return right[at${wide ? ' / 4' : ''}];
    }`,
  };
}

/** The factors as stacks of matrices `[planes, …, …]`; one of them may be a single matrix for all planes. */
function product(
  call: WebgpuKernelCall,
  a: TensorInfo,
  b: TensorInfo,
  turnA: boolean,
  turnB: boolean,
  finish?: Epilogue,
): TensorInfo {
  const [rows, inner] = turnA ? [a.shape[2]!, a.shape[1]!] : [a.shape[1]!, a.shape[2]!];
  const columns = turnB ? b.shape[1]! : b.shape[2]!;
  const planes = Math.max(a.shape[0]!, b.shape[0]!);
  return multiply(call.backend, {
    key: 'matrices',
    rows,
    columns,
    inner,
    planes,
    left: leftFactor(a, turnA),
    right: rightFactor(b, turnB),
    constants: {
      leftPlane: a.shape[0] === 1 ? 0 : rows * inner,
      rightPlane: b.shape[0] === 1 ? 0 : inner * columns,
    },
    resultRow: 'fn resultRow(row: i32) -> i32 { return (plane * uniforms.rows + row) * uniforms.columns; }',
    shape: [planes, rows, columns],
    epilogue: finish,
  });
}

/** Both as `[planes, …, …]`; undefined for broadcasts that the stock kernel computes. */
function batchedProduct(a: TensorInfo, b: TensorInfo): [TensorInfo, TensorInfo] | undefined {
  const flat = (tensor: TensorInfo): TensorInfo => {
    const planes = tensor.shape.slice(0, -2).reduce((x, y) => x * y, 1);
    return reshaped(tensor, [planes, ...tensor.shape.slice(-2)]);
  };
  const [left, right] = [flat(a), flat(b)];
  const [ofA, ofB] = [left.shape[0]!, right.shape[0]!];
  const alike = a.shape.slice(0, -2).join() === b.shape.slice(0, -2).join();
  if (!(alike || ofA === 1 || ofB === 1) || Math.max(ofA, ofB) > 65535) return undefined;
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  return [left, right];
}

const outer = (a: TensorInfo, b: TensorInfo): number[] => {
  const [ofA, ofB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  return ofA.reduce((x, y) => x * y, 1) >= ofB.reduce((x, y) => x * y, 1) && ofA.length >= ofB.length ? ofA : ofB;
};

register('BatchMatMul', (call, stock) => {
  const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
  const both = batchedProduct(a, b);
  if (!both) return stock(call);
  const out = product(call, ...both, !!call.attrs['transposeA'], !!call.attrs['transposeB']);
  return reshaped(out, [...outer(a, b), ...out.shape.slice(-2)]);
});

register('_FusedMatMul', (call, stock) => {
  const { a, b, bias } = call.inputs as { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };
  const both = batchedProduct(a, b);
  const finish = epilogueFor(call.attrs, bias);
  if (!both || !finish || call.inputs['preluActivationWeights']) return stock(call);
  const out = product(call, ...both, !!call.attrs['transposeA'], !!call.attrs['transposeB'], finish);
  return reshaped(out, [...outer(a, b), ...out.shape.slice(-2)]);
});

/** x `[n, from]`, weights `[from, to]`, bias `[to]` → `[n, to]`, with the activation applied. */
register('Dense', (call) => {
  const { x, weights, bias } = call.inputs as { x: TensorInfo; weights: TensorInfo; bias: TensorInfo };
  const matrix = (tensor: TensorInfo) => reshaped(tensor, [1, ...tensor.shape]);
  const { activation, slope } = call.attrs as { activation: string; slope?: number };
  const finish = biasAndSlope(bias, activation === 'linear' ? 1 : activation === 'relu' ? 0 : slope!);
  return reshaped(product(call, matrix(x), matrix(weights), false, false, finish), [x.shape[0]!, weights.shape[1]!]);
});
