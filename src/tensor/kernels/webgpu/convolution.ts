/**
 * Convolutions of images `[n, height, width, channels]` as matrix products: the values of a patch are read from the image
 * when needed. The stock kernels waste parts of the tile on small images, and sum in arbitrary order if the filter is as
 * large as the image.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import {
  constantsOf,
  describe,
  filterMatrix,
  identityRows,
  vectorCount,
  typeOf,
  type ConvInfo,
} from './convolution-common.ts';
import { epilogueFor, type Epilogue } from './epilogue.ts';
import { multiply } from './matrix-product.ts';
import { register, type WebgpuKernelCall } from './stock-webgpu.ts';

/** Rows: places of the output. Sum: over the filter's places and the input's channels. */
function forward(
  call: WebgpuKernelCall,
  info: ConvInfo,
  x: TensorInfo,
  filter: TensorInfo,
  finish?: Epilogue,
): TensorInfo {
  const wide = info.inChannels % 4 === 0;
  return multiply(call.backend, {
    key: 'convolution',
    rows: info.batchSize * info.outHeight * info.outWidth,
    columns: info.outChannels,
    inner: info.filterHeight * info.filterWidth * info.inChannels,
    left: {
      input: x,
      along: 'inner',
      wide,
      place: `fn leftPlace(row: i32) -> vec4<i32> {
        let line = row / uniforms.outWidth;
        let sample = line / uniforms.outHeight;
        return vec4<i32>(
          sample * uniforms.inHeight,
          (line - sample * uniforms.outHeight) * uniforms.strideY - uniforms.top,
          (row - line * uniforms.outWidth) * uniforms.strideX - uniforms.left0,
          0);
      }`,
      inner: `fn leftInner(k: i32) -> vec4<i32> {
        let tap = quotient(k, uniforms.inChannels);
        let tapY = quotient(tap, uniforms.filterWidth);
        return vec4<i32>(
          tapY * uniforms.dilationY,
          (tap - tapY * uniforms.filterWidth) * uniforms.dilationX,
          k - tap * uniforms.inChannels,
          0);
      }`,
      read: `fn leftRead(place: vec4<i32>, inner: vec4<i32>) -> ${typeOf(wide)} {
        let y = place.y + inner.x;
        let x = place.z + inner.y;
        if (!(inside(y, uniforms.inHeight) & inside(x, uniforms.inWidth))) { return ${typeOf(wide)}(0.0); }
        let at = ((place.x + y) * uniforms.inWidth + x) * uniforms.inChannels + inner.z;
        return left[at${vectorCount(wide)}];
      }`,
    },
    right: filterMatrix(filter),
    constants: constantsOf(info),
    resultRow: identityRows,
    shape: info.outShape,
    epilogue: finish,
  });
}

register('Conv2D', (call, stock) => {
  const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
  const info = describe(call, x.shape, filter.shape);
  return info ? forward(call, info, x, filter) : stock(call);
});

register('FusedConv2D', (call, stock) => {
  const { x, filter, bias } = call.inputs as { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo };
  const info = describe(call, x.shape, filter.shape);
  const finish = epilogueFor(call.attrs, bias);
  if (!info || !finish || call.inputs['preluActivationWeights']) return stock(call);
  return forward(call, info, x, filter, finish);
});
