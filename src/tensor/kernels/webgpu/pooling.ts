/**
 * Position of the greatest value of a window, gradient of max-pooling, and max-pooling by two with ReLU. Of equal values the
 * first counts, row by row, as on the other backends; the stock kernels take the last.
 */
import { backend_util, getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { forEach, register, sizeOf, type WebgpuKernelCall, type Constants } from './stock-webgpu.ts';

type Shape4 = [number, number, number, number];

/** WGSL for sample, row, column and channel of `i` in a tensor of so many rows, columns and channels. */
const positionCode = (rows: string, columns: string): string => `
  let channel = i % uniforms.channels;
  let column = i / uniforms.channels % ${columns};
  let row = i / uniforms.channels / ${columns} % ${rows};
  let sample = i / uniforms.channels / ${columns} / ${rows};`;

const sizesOf = (info: backend_util.Conv2DInfo): Constants => ({
  inHeight: info.inHeight,
  inWidth: info.inWidth,
  outHeight: info.outHeight,
  outWidth: info.outWidth,
  channels: info.inChannels,
});

interface Window {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'same' | 'valid' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function describe(x: TensorInfo, attrs: Record<string, unknown>): backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as Window;
  return backend_util.computePool2DInfo(x.shape as Shape4, filterSize, strides, 1, pad, dimRoundingMode);
}

const windowOf = (info: backend_util.Conv2DInfo): Constants => ({
  windowY: info.filterHeight,
  windowX: info.filterWidth,
  strideY: info.strideHeight,
  strideX: info.strideWidth,
  top: info.padInfo.top,
  before: info.padInfo.left,
});

/** x → the greatest values and their positions in the whole tensor or, without the batch, in each sample. */
register('MaxPoolWithArgmax', (call) => {
  const x = call.inputs['x']!;
  const info = describe(x, call.attrs);
  const maxPool = getKernel('MaxPool', 'webgpu')!.kernelFunc as unknown as (call: WebgpuKernelCall) => TensorInfo;
  const greatest = maxPool(call);
  const first = forEach(call.backend, sizeOf(info.outShape), {
    key: `first-maximum-${!!call.attrs['includeBatchInIndex']}`,
    inputs: { x, y: greatest },
    constants: { ...sizesOf(info), ...windowOf(info) },
    shape: info.outShape,
    dtype: 'int32',
    body: `${positionCode('uniforms.outHeight', 'uniforms.outWidth')}
      let fromY = row * uniforms.strideY - uniforms.top;
      let fromX = column * uniforms.strideX - uniforms.before;
      let image = sample * uniforms.inHeight;
      var found = -1;
      for (var down = max(fromY, 0); down < min(fromY + uniforms.windowY, uniforms.inHeight); down++) {
        for (var across = max(fromX, 0); across < min(fromX + uniforms.windowX, uniforms.inWidth); across++) {
          let at = ((image + down) * uniforms.inWidth + across) * uniforms.channels + channel;
          if (found < 0 && x[at] == y[i]) { found = at; }
        }
      }
      result[i] = found${call.attrs['includeBatchInIndex'] ? '' : ' - image * uniforms.inWidth * uniforms.channels'};`,
  });
  return [greatest, first];
});

/** dy, input and output of the pooling → the gradient with respect to the input. */
register('MaxPoolGrad', (call) => {
  const { dy, input, output } = call.inputs as { dy: TensorInfo; input: TensorInfo; output: TensorInfo };
  const info = describe(input, call.attrs);
  // for each place of the input: is it the first maximum of the windows that contain it?
  return forEach(call.backend, sizeOf(input.shape), {
    key: 'max-pool-gradient',
    inputs: { x: input, y: output, dy },
    constants: {
      ...sizesOf(info),
      ...windowOf(info),
    },
    shape: input.shape,
    declarations: `
      fn first(image: i32, fromY: i32, fromX: i32, row: i32, column: i32, channel: i32, greatest: f32) -> bool {
        for (var down = max(fromY, 0); down <= row; down++) {
          let end = select(min(fromX + uniforms.windowX, uniforms.inWidth), column, down == row);
          for (var across = max(fromX, 0); across < end; across++) {
            let at = ((image + down) * uniforms.inWidth + across) * uniforms.channels + channel;
            if (x[at] == greatest) { return false; }
          }
        }
        return true;
      }`,
    body: `${positionCode('uniforms.inHeight', 'uniforms.inWidth')}
      let value = x[i];
      let lastY = min((row + uniforms.top) / uniforms.strideY, uniforms.outHeight - 1);
      let lastX = min((column + uniforms.before) / uniforms.strideX, uniforms.outWidth - 1);
      var sum = 0.0;
      for (var oy = lastY; oy >= 0 && oy * uniforms.strideY + uniforms.windowY > row + uniforms.top; oy--) {
        for (var ox = lastX; ox >= 0 && ox * uniforms.strideX + uniforms.windowX > column + uniforms.before; ox--) {
          let at = ((sample * uniforms.outHeight + oy) * uniforms.outWidth + ox) * uniforms.channels + channel;
          if (y[at] == value) {
            let fromY = oy * uniforms.strideY - uniforms.top;
            let fromX = ox * uniforms.strideX - uniforms.before;
            if (first(sample * uniforms.inHeight, fromY, fromX, row, column, channel, value)) { sum += dy[at]; }
          }
        }
      }
      result[i] = sum;`,
  });
});

const halfSizeWindow = (x: TensorInfo) => backend_util.computePool2DInfo(x.shape as Shape4, 2, 2, 1, 'valid');

/** x `[n, height, width, channels]` → `[n, height / 2, width / 2, channels]`, windows of 2 × 2, an odd edge left out. */
register('PoolRelu', ({ backend, inputs }: WebgpuKernelCall) => {
  const info = halfSizeWindow(inputs['x']!);
  const wide = info.inChannels % 4 === 0;
  const step = wide ? 4 : 1;
  return forEach(backend, sizeOf(info.outShape) / step, {
    key: 'pool-relu',
    inputs: { x: inputs['x']! },
    wide: wide ? ['x', 'result'] : [],
    constants: { ...sizesOf(info), channels: info.inChannels / step },
    shape: info.outShape,
    body: `${positionCode('uniforms.outHeight', 'uniforms.outWidth')}
      let right = uniforms.channels;
      let below = uniforms.inWidth * uniforms.channels;
      let at = ((sample * uniforms.inHeight + 2 * row) * uniforms.inWidth + 2 * column) * uniforms.channels + channel;
      let greatest = max(max(x[at], x[at + right]), max(x[at + below], x[at + below + right]));
      result[i] = max(greatest, ${wide ? 'vec4<f32>(0.0)' : '0.0'});`,
  });
});

/** x as above, y the output of `PoolRelu`, dy the gradient with respect to y → the gradient with respect to x. */
register('PoolReluGradient', ({ backend, inputs }: WebgpuKernelCall) => {
  const { x, y, dy } = inputs as { x: TensorInfo; y: TensorInfo; dy: TensorInfo };
  const info = halfSizeWindow(x);
  const wide = info.inChannels % 4 === 0;
  const step = wide ? 4 : 1;
  const [type, flags] = wide ? ['vec4<f32>', 'vec4<bool>'] : ['f32', 'bool'];
  return forEach(backend, sizeOf(x.shape) / step, {
    key: 'pool-relu-gradient',
    inputs: { x, y, dy },
    wide: wide ? ['x', 'y', 'dy', 'result'] : [],
    constants: { ...sizesOf(info), channels: info.inChannels / step },
    shape: x.shape,
    body: `${positionCode('uniforms.inHeight', 'uniforms.inWidth')}
      if (row / 2 >= uniforms.outHeight || column / 2 >= uniforms.outWidth) { result[i] = ${type}(0.0); return; }
      let at = ((sample * uniforms.outHeight + row / 2) * uniforms.outWidth + column / 2) * uniforms.channels + channel;
      let top = y[at];
      let right = uniforms.channels;
      let below = uniforms.inWidth * uniforms.channels;
      var chosen = (x[i] == top) & (top > ${type}(0.0));
      // earlier places of the window
      let lower = ${flags}(row % 2 == 1);
      let later = ${flags}(column % 2 == 1);
      chosen = chosen & !(later & (x[max(i - right, 0)] == top));
      chosen = chosen & !(lower & (x[max(i - below, 0)] == top));
      let corner = select(max(i - below - right, 0), max(i - below, 0) + right, column % 2 == 0);
      chosen = chosen & !(lower & (x[corner] == top));
      result[i] = select(${type}(0.0), dy[at], chosen);`,
  });
});
