/**
 * The two gradients of a convolution for WASM. The filter's is missing in the stock backend; the input's is there as a
 * plain loop. At stride 1 both are convolutions themselves, else matrix products: either way XNNPACK does the work.
 */
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { onHeap, register, release, reshaped, runStock } from './wasm.ts';

type ConvInfo = backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];
interface Attrs {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat: 'NHWC' | 'NCHW';
}

function describe(input: number[], filter: number[], attrs: Attrs): ConvInfo {
  if (attrs.dataFormat === 'NCHW') throw new Error('The convolution gradients on WASM take channels last only.');
  const { strides, pad, dimRoundingMode } = attrs;
  return backend_util.computeConv2DInfo(input as Shape4, filter as Shape4, strides, 1, pad, dimRoundingMode);
}

function product(backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  return runStock('BatchMatMul', backend, { a, b }, { transposeA: false, transposeB: false });
}

/** One row for each of the filter's places, one column for each of the output's: what that place sees there. */
function patches(x: Float32Array, info: ConvInfo, out: Float32Array): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth } = info;
  const rowSize = inWidth * inChannels;
  let to = 0;
  for (let fy = 0; fy < info.filterHeight; fy++)
    for (let fx = 0; fx < info.filterWidth; fx++) {
      // Output columns whose place lies within the input's width; the others see padding.
      const left = fx - info.padInfo.left;
      const first = Math.min(outWidth, Math.max(0, Math.ceil(-left / strideWidth)));
      const end = Math.max(first, Math.min(outWidth, Math.floor((inWidth - 1 - left) / strideWidth) + 1));
      const step = strideWidth * inChannels;
      for (let c = 0; c < inChannels; c++)
        for (let n = 0; n < batchSize; n++)
          for (let oy = 0; oy < outHeight; oy++, to += outWidth) {
            const y = oy * strideHeight + fy - info.padInfo.top;
            if (y < 0 || y >= inHeight) {
              out.fill(0, to, to + outWidth);
              continue;
            }
            let from = (n * inHeight + y) * rowSize + (first * strideWidth + left) * inChannels + c;
            for (let ox = 0; ox < first; ox++) out[to + ox] = 0;
            for (let ox = first; ox < end; ox++, from += step) out[to + ox] = x[from]!;
            for (let ox = end; ox < outWidth; ox++) out[to + ox] = 0;
          }
    }
}

/** Adds what each output place says of each input place back onto the input: `patches` the other way round. */
function scatter(columns: Float32Array, info: ConvInfo, out: Float32Array): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = info;
  out.fill(0);
  let from = 0;
  for (let n = 0; n < batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let fy = 0; fy < info.filterHeight; fy++) {
          const y = oy * info.strideHeight + fy - info.padInfo.top;
          for (let fx = 0; fx < info.filterWidth; fx++, from += inChannels) {
            const x = ox * info.strideWidth + fx - info.padInfo.left;
            if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
            const to = ((n * inHeight + y) * inWidth + x) * inChannels;
            for (let c = 0; c < inChannels; c++) out[to + c]! += columns[from + c]!;
          }
        }
}

register('Conv2DBackpropFilter', ({ backend, inputs, attrs }) => {
  const x = inputs['x']!;
  const dy = inputs['dy']!;
  const info = describe(x.shape, attrs['filterShape'] as number[], attrs as unknown as Attrs);
  // measured: with one channel to transpose the matrix product is as quick, and it takes any stride
  return info.strideHeight === 1 && info.strideWidth === 1 && info.inChannels > 1
    ? filterByConvolution(backend, x, dy, info)
    : filterByProduct(backend, x, dy, info);
});

/** Stride 1: the input convolved with dy as its filter, samples and channels exchanged in both. */
function filterByConvolution(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: ConvInfo): TensorInfo {
  const { top, bottom, left, right } = info.padInfo;
  const input = runStock('Transpose', backend, { x }, { perm: [3, 1, 2, 0] });
  const filter = runStock('Transpose', backend, { x: dy }, { perm: [1, 2, 0, 3] });
  const pad = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const how = { strides: 1, dilations: 1, pad, dataFormat: 'NHWC' };
  const byChannel = runStock('Conv2D', backend, { x: input, filter }, how);
  const gradient = runStock('Transpose', backend, { x: byChannel }, { perm: [1, 2, 0, 3] });
  release(backend, input, filter, byChannel);
  return gradient;
}

/** The input's patches as columns, times dy. */
function filterByProduct(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, info: ConvInfo): TensorInfo {
  const places = info.filterHeight * info.filterWidth * info.inChannels;
  const outputs = info.batchSize * info.outHeight * info.outWidth;
  const columns = backend.makeOutput([1, places, outputs], 'float32');
  patches(onHeap(backend, x), info, onHeap(backend, columns));
  const gradient = product(backend, columns, reshaped(dy, [1, outputs, info.outChannels]));
  release(backend, columns);
  return reshaped(gradient, info.filterShape);
}

register('Conv2DBackpropInput', ({ backend, inputs, attrs }) => {
  const dy = inputs['dy']!;
  const filter = inputs['filter']!;
  const shape = attrs['inputShape'] as number[];
  const info = describe(shape, filter.shape, attrs as unknown as Attrs);
  return info.strideHeight === 1 && info.strideWidth === 1
    ? inputByConvolution(backend, dy, filter, info)
    : inputByProduct(backend, dy, filter, info);
});

/** Stride 1: the convolution of dy with the filter turned by half a turn, channels exchanged. */
function inputByConvolution(backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const turned = backend.makeOutput([filterHeight, filterWidth, outChannels, inChannels], 'float32');
  const from = onHeap(backend, filter);
  const to = onHeap(backend, turned);
  const places = filterHeight * filterWidth;
  for (let place = 0; place < places; place++)
    for (let i = 0; i < inChannels; i++)
      for (let o = 0; o < outChannels; o++)
        to[((places - 1 - place) * outChannels + o) * inChannels + i] =
          from[(place * inChannels + i) * outChannels + o]!;
  const pad = [
    [0, 0],
    [filterHeight - 1 - info.padInfo.top, filterHeight - 1 - info.padInfo.bottom],
    [filterWidth - 1 - info.padInfo.left, filterWidth - 1 - info.padInfo.right],
    [0, 0],
  ];
  const gradient = runStock(
    'Conv2D',
    backend,
    { x: dy, filter: turned },
    { strides: 1, dilations: 1, pad, dataFormat: 'NHWC' },
  );
  release(backend, turned);
  return gradient;
}

function inputByProduct(backend: BackendWasm, dy: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const places = info.filterHeight * info.filterWidth * info.inChannels;
  const outputs = info.batchSize * info.outHeight * info.outWidth;
  const asMatrix = reshaped(filter, [1, places, info.outChannels]);
  const turned = runStock('Transpose', backend, { x: asMatrix }, { perm: [0, 2, 1] });
  const columns = product(backend, reshaped(dy, [1, outputs, info.outChannels]), turned);
  const gradient = backend.makeOutput(info.inShape, 'float32');
  scatter(onHeap(backend, columns), info, onHeap(backend, gradient));
  release(backend, turned, columns);
  return gradient;
}
