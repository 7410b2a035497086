/** Shared by a convolution and its gradients: sizes, and the WGSL of the factors that are stored as matrices. */
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Factor } from './tiled-product-code.ts';
import type { WebgpuKernelCall, Constants } from './stock-webgpu.ts';

type Shape4 = [number, number, number, number];
export type ConvInfo = backend_util.Conv2DInfo;

interface Attrs {
  strides: [number, number] | number;
  dilations?: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Undefined if the stock kernel is used: channels first, or values that are not float32. */
export function describe(call: WebgpuKernelCall, inputShape: number[], filterShape: number[]): ConvInfo | undefined {
  if (call.attrs['dataFormat'] === 'NCHW') return undefined;
  if (Object.values(call.inputs).some((tensor) => tensor && tensor.dtype !== 'float32')) return undefined;
  const { strides, dilations = 1, pad, dimRoundingMode } = call.attrs as unknown as Attrs;
  return backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
}

export const constantsOf = (info: ConvInfo): Constants => ({
  inHeight: info.inHeight,
  inWidth: info.inWidth,
  inChannels: info.inChannels,
  outHeight: info.outHeight,
  outWidth: info.outWidth,
  outChannels: info.outChannels,
  filterHeight: info.filterHeight,
  filterWidth: info.filterWidth,
  strideY: info.strideHeight,
  strideX: info.strideWidth,
  dilationY: info.dilationHeight,
  dilationX: info.dilationWidth,
  top: info.padInfo.top,
  left0: info.padInfo.left,
});

export const typeOf = (wide: boolean): string => (wide ? 'vec4<f32>' : 'f32');
export const vectorCount = (wide: boolean): string => (wide ? ' / 4' : '');

/** The gradient with respect to the output, or the filter, as a matrix `[inner, columns]`. */
export const filterMatrix = (input: TensorInfo): Factor => {
  const wide = input.shape[3]! % 4 === 0;
  return {
    input,
    along: 'outer',
    wide,
    place: 'fn rightPlace(column: i32) -> vec4<i32> { return vec4<i32>(column, 0, 0, 0); }',
    inner: 'fn rightInner(k: i32) -> vec4<i32> { return vec4<i32>(k * uniforms.columns, 0, 0, 0); }',
    read: `fn rightRead(place: vec4<i32>, inner: vec4<i32>) -> ${typeOf(wide)} {
      return right[(inner.x + place.x)${vectorCount(wide)}];
    }`,
  };
};

export const identityRows = 'fn resultRow(row: i32) -> i32 { return row * uniforms.columns; }';
