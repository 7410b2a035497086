/**
 * Both gradients of a convolution as products of matrices that are never stored. The gradient with respect to the input is
 * computed per phase of the stride: the places of one phase are a separate product, without terms that are always zero. It
 * is also the forward pass of a transposed convolution.
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
import { multiply } from './matrix-product.ts';
import { register, type WebgpuKernelCall } from './stock-webgpu.ts';

/** Rows: places of the filter and input channels. Sum: over the places of the output in all samples. */
function filterGradient(call: WebgpuKernelCall, info: ConvInfo, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const wide = info.inChannels % 4 === 0;
  return multiply(call.backend, {
    key: 'filter-gradient',
    rows: info.filterHeight * info.filterWidth * info.inChannels,
    columns: info.outChannels,
    inner: info.batchSize * info.outHeight * info.outWidth,
    left: {
      input: x,
      along: 'outer',
      wide,
      place: `fn leftPlace(row: i32) -> vec4<i32> {
        let tap = row / uniforms.inChannels;
        let tapY = tap / uniforms.filterWidth;
        return vec4<i32>(
          tapY - uniforms.top,
          tap - tapY * uniforms.filterWidth - uniforms.left0,
          row - tap * uniforms.inChannels,
          0);
      }`,
      inner: `fn leftInner(k: i32) -> vec4<i32> {
        let line = quotient(k, uniforms.outWidth);
        let sample = quotient(line, uniforms.outHeight);
        return vec4<i32>(
          sample * uniforms.inHeight,
          (line - sample * uniforms.outHeight) * uniforms.strideY,
          (k - line * uniforms.outWidth) * uniforms.strideX,
          0);
      }`,
      read: `fn leftRead(place: vec4<i32>, inner: vec4<i32>) -> ${typeOf(wide)} {
        let y = place.x + inner.y;
        let x = place.y + inner.z;
        if (!(inside(y, uniforms.inHeight) & inside(x, uniforms.inWidth))) { return ${typeOf(wide)}(0.0); }
        let at = ((inner.x + y) * uniforms.inWidth + x) * uniforms.inChannels + place.z;
        return left[at${vectorCount(wide)}];
      }`,
    },
    right: filterMatrix(dy),
    constants: constantsOf(info),
    resultRow: identityRows,
    shape: info.filterShape,
  });
}

/** Rows: places of the input in one phase. Sum: over the filter's places of that phase. */
function inputGradient(call: WebgpuKernelCall, info: ConvInfo, dy: TensorInfo, filter: TensorInfo): TensorInfo {
  const { strideHeight, strideWidth } = info;
  const wide = info.outChannels % 4 === 0;
  const tapsDown = Math.ceil(info.filterHeight / strideHeight);
  const tapsAcross = Math.ceil(info.filterWidth / strideWidth);
  const down = Math.ceil(info.inHeight / strideHeight);
  const across = Math.ceil(info.inWidth / strideWidth);
  // the phase's first place in the filter, and the place of the input
  const phase = `
    let phaseY = plane / uniforms.strideX;
    let phaseX = plane - phaseY * uniforms.strideX;
    let firstY = (phaseY + uniforms.top) % uniforms.strideY;
    let firstX = (phaseX + uniforms.left0) % uniforms.strideX;`;
  const place = `
    let line = row / uniforms.across;
    let sample = line / uniforms.down;
    let y = (line - sample * uniforms.down) * uniforms.strideY + phaseY;
    let x = (row - line * uniforms.across) * uniforms.strideX + phaseX;`;
  const tapOf = (side: string) => `fn ${side}Inner(k: i32) -> vec4<i32> {
    let tap = quotient(k, uniforms.outChannels);
    let tapY = quotient(tap, uniforms.tapsAcross);
    return vec4<i32>(tapY, tap - tapY * uniforms.tapsAcross, k - tap * uniforms.outChannels, 0);
  }`;
  return multiply(call.backend, {
    key: 'input-gradient',
    rows: info.batchSize * down * across,
    columns: info.inChannels,
    inner: tapsDown * tapsAcross * info.outChannels,
    planes: strideHeight * strideWidth,
    left: {
      input: dy,
      along: 'inner',
      wide,
      place: `fn leftPlace(row: i32) -> vec4<i32> {
        ${phase} ${place}
        return vec4<i32>(
          sample * uniforms.outHeight,
          (y + uniforms.top - firstY) / uniforms.strideY,
          (x + uniforms.left0 - firstX) / uniforms.strideX,
          0);
      }`,
      inner: tapOf('left'),
      read: `fn leftRead(place: vec4<i32>, inner: vec4<i32>) -> ${typeOf(wide)} {
        let y = place.y - inner.x;
        let x = place.z - inner.y;
        if (!(inside(y, uniforms.outHeight) & inside(x, uniforms.outWidth))) { return ${typeOf(wide)}(0.0); }
        let at = ((place.x + y) * uniforms.outWidth + x) * uniforms.outChannels + inner.z;
        return left[at${vectorCount(wide)}];
      }`,
    },
    right: {
      input: filter,
      along: 'inner',
      wide,
      place: `fn rightPlace(column: i32) -> vec4<i32> {
        ${phase}
        return vec4<i32>(column, firstY, firstX, 0);
      }`,
      inner: tapOf('right'),
      read: `fn rightRead(place: vec4<i32>, inner: vec4<i32>) -> ${typeOf(wide)} {
        let y = place.y + inner.x * uniforms.strideY;
        let x = place.z + inner.y * uniforms.strideX;
        if ((y >= uniforms.filterHeight) | (x >= uniforms.filterWidth)) { return ${typeOf(wide)}(0.0); }
        let at = ((y * uniforms.filterWidth + x) * uniforms.inChannels + place.x) * uniforms.outChannels + inner.z;
        return right[at${vectorCount(wide)}];
      }`,
    },
    constants: { ...constantsOf(info), tapsDown, tapsAcross, down, across },
    resultRow: `fn resultRow(row: i32) -> i32 {
      let phaseY = plane / uniforms.strideX;
      let phaseX = plane - phaseY * uniforms.strideX;
      ${place}
      if ((y >= uniforms.inHeight) | (x >= uniforms.inWidth)) { return -1; }
      return ((sample * uniforms.inHeight + y) * uniforms.inWidth + x) * uniforms.inChannels;
    }`,
    shape: info.inShape,
  });
}

register('Conv2DBackpropFilter', (call, stock) => {
  const { x, dy } = call.inputs as { x: TensorInfo; dy: TensorInfo };
  const info = describe(call, x.shape, call.attrs['filterShape'] as number[]);
  return info ? filterGradient(call, info, x, dy) : stock(call);
});

register('Conv2DBackpropInput', (call, stock) => {
  const { dy, filter } = call.inputs as { dy: TensorInfo; filter: TensorInfo };
  const info = describe(call, call.attrs['inputShape'] as number[], filter.shape);
  return info ? inputGradient(call, info, dy, filter) : stock(call);
});
