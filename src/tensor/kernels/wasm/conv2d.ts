/**
 * Convolutions and their two gradients on WASM, as implicit matrix products: patches of the images are gathered during the
 * product and never stored as a whole. The stock backend has no gradient with respect to the filter.
 */
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { withPatches, type ConvolutionInput } from '../../native/patches.ts';
import { JobKind, runJob } from '../../native/job.ts';
import { nativeModule } from '../../native/module.ts';
import { multiply, type LeftOperand } from '../../native/matrix-product.ts';
import { heapView, pointerOf, register, wrapKernel, type WasmKernelCall } from './stock-wasm.ts';

type ConvInfo = backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];
interface Attrs {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
  activation?: string;
  leakyreluAlpha?: number;
}

function describe(input: number[], filter: number[], attrs: Attrs): ConvInfo {
  const { strides, pad, dimRoundingMode, dilations } = attrs;
  return backend_util.computeConv2DInfo(
    input as Shape4,
    filter as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  );
}

/** Slope of the activation below zero; undefined for none; null for an unsupported activation. */
function slopeOf({ activation, leakyreluAlpha }: Attrs): number | undefined | null {
  if (!activation || activation === 'linear') return undefined;
  if (activation === 'relu') return 0;
  return activation === 'leakyrelu' ? (leakyreluAlpha ?? 0.2) : null;
}

const isSupported = (info: ConvInfo, attrs: Attrs): boolean =>
  attrs.dataFormat !== 'NCHW' && info.dilationHeight === 1 && info.dilationWidth === 1;

/** The images in memory, and the positions of the filter on them. */
const convolutionInput = (info: ConvInfo, pointer: number): ConvolutionInput => ({
  pointer,
  images: info.batchSize,
  height: info.inHeight,
  width: info.inWidth,
  channels: info.inChannels,
  outHeight: info.outHeight,
  outWidth: info.outWidth,
  strideY: info.strideHeight,
  strideX: info.strideWidth,
  filterHeight: info.filterHeight,
  filterWidth: info.filterWidth,
  top: info.padInfo.top,
  left: info.padInfo.left,
});

const valuesOf = (info: ConvInfo): number => info.filterHeight * info.filterWidth * info.inChannels;
const outputsOf = (info: ConvInfo): number => info.batchSize * info.outHeight * info.outWidth;

function forward({ backend, inputs, attrs }: WasmKernelCall, info: ConvInfo): TensorInfo {
  const out = backend.makeOutput(info.outShape, 'float32');
  const pointer = pointerOf(backend, inputs['x']!);
  const bias = inputs['bias'];
  const pointwise =
    valuesOf(info) === info.inChannels && info.outHeight === info.inHeight && info.outWidth === info.inWidth;
  const times = (left: LeftOperand) =>
    multiply({
      M: outputsOf(info),
      N: info.outChannels,
      K: valuesOf(info),
      left,
      right: { pointer: pointerOf(backend, inputs['filter']!), transposed: false, stride: info.outChannels },
      result: { pointer: pointerOf(backend, out), stride: info.outChannels },
      bias: bias && pointerOf(backend, bias),
      slope: slopeOf(attrs as unknown as Attrs) ?? undefined,
    });
  if (pointwise) times({ kind: 'rows', pointer, stride: info.inChannels });
  else withPatches(convolutionInput(info, pointer), 'patches', times);
  return out;
}

/** x `[n, height, width, from]`, filter `[height, width, from, to]`, optionally a bias `[to]` and an activation. */
for (const name of ['Conv2D', 'FusedConv2D'])
  wrapKernel(name, (call, stock) => {
    const attrs = call.attrs as unknown as Attrs;
    const info = describe(call.inputs['x']!.shape, call.inputs['filter']!.shape, attrs);
    const fits = isSupported(info, attrs) && slopeOf(attrs) !== null && !call.inputs['preluActivationWeights'];
    return fits ? forward(call, info) : stock(call);
  });

/**
 * Convolution, bias, max-pooling by two and ReLU in one kernel, without a gradient: the map before pooling, four times as
 * large, is never stored. x, filter, bias as above → half of height and width, without an odd edge.
 */
register('ConvPoolRelu', ({ backend, inputs, attrs }) => {
  const [x, filter, bias] = [inputs['x']!, inputs['filter']!, inputs['bias']!];
  const info = convolutionInfo(x.shape, filter.shape, attrs as unknown as Attrs);
  const [height, width] = [info.outHeight >> 1, info.outWidth >> 1];
  const out = backend.makeOutput([info.batchSize, height, width, info.outChannels], 'float32');
  withPatches(convolutionInput(info, pointerOf(backend, x)), 'patches', (left) => {
    const { channels, strideY, strideX, rowStep } = left.places;
    const windows = { outHeight: height, outWidth: width, strideY: 2 * strideY, strideX: 2 * strideX };
    const window = { below: strideY * rowStep, beside: strideX * channels };
    multiply({
      M: info.batchSize * height * width,
      N: info.outChannels,
      K: valuesOf(info),
      left: { ...left, places: { ...left.places, ...windows, window } },
      right: { pointer: pointerOf(backend, filter), transposed: false, stride: info.outChannels },
      result: { pointer: pointerOf(backend, out), stride: info.outChannels },
      bias: pointerOf(backend, bias),
      slope: 0,
    });
  });
  return out;
});

/** Throws for options that no network here uses. */
function convolutionInfo(input: number[], filter: number[], attrs: Attrs): ConvInfo {
  const info = describe(input, filter, attrs);
  if (!isSupported(info, attrs))
    throw new Error('The convolution gradients on WASM take channels last and no dilation.');
  return info;
}

/** The gradient with respect to the filter: for each of its values, a sum over all places of all images. */
register('Conv2DBackpropFilter', ({ backend, inputs, attrs }) => {
  const x = inputs['x']!;
  const dy = inputs['dy']!;
  const info = convolutionInfo(x.shape, attrs['filterShape'] as number[], attrs as unknown as Attrs);
  const out = backend.makeOutput(info.filterShape, 'float32');
  withPatches(convolutionInput(info, pointerOf(backend, x)), 'patches-transposed', (left) =>
    multiply({
      M: valuesOf(info),
      N: info.outChannels,
      K: outputsOf(info),
      left,
      right: { pointer: pointerOf(backend, dy), transposed: false, stride: info.outChannels },
      result: { pointer: pointerOf(backend, out), stride: info.outChannels },
    }),
  );
  return out;
});

/** Largest number of channels for which the input's gradient is computed per patch: as columns they would leave a tile empty. */
const FEW_CHANNELS = 4;

/** The gradient of every patch, dy · filterᵀ, and the sum of overlapping patches. */
function inputGradientByCol2im(info: ConvInfo, dy: number, filter: number, out: number): void {
  const { allocate, free } = nativeModule();
  const { inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth, outHeight, outWidth } = info;
  const size = valuesOf(info);
  const patches = allocate(4 * outputsOf(info) * size);
  multiply({
    ...{ M: outputsOf(info), N: size, K: outChannels },
    left: { kind: 'rows', pointer: dy, stride: outChannels },
    right: { pointer: filter, transposed: true, stride: outChannels },
    result: { pointer: patches, stride: size },
  });
  const parameters = [
    ...[inHeight, inWidth, inChannels, filterHeight, filterWidth, outHeight, outWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left, patches, out],
  ];
  runJob(JobKind.col2im, info.batchSize, parameters, outputsOf(info) * size);
  free(patches);
}

/** One phase of a strided gradient along one axis: y + before = stride · place + tap, for the phase's y and taps. */
function phase(phase: number, stride: number, size: number, taps: number, before: number) {
  const first = (phase + before) % stride;
  const count = first < taps ? Math.ceil((taps - first) / stride) : 0;
  return {
    /** Rows of the input in this phase. */
    places: Math.ceil((size - phase) / stride),
    taps: count,
    lastTap: first + stride * (count - 1),
    padding: count - 1 - (phase + before - first) / stride,
  };
}

/**
 * At stride 1 a convolution of dy with the filter rotated by 180°. At stride s the input has s × s phases, each of which
 * depends on every s-th tap of the filter only: s × s convolutions, without multiplications by zero.
 */
register('Conv2DBackpropInput', ({ backend, inputs, attrs }) => {
  const dy = inputs['dy']!;
  const filter = inputs['filter']!;
  const info = convolutionInfo(attrs['inputShape'] as number[], filter.shape, attrs as unknown as Attrs);
  const { inHeight: height, inWidth: width, inChannels: from, outChannels: to, padInfo } = info;
  const { strideHeight: strideY, strideWidth: strideX, filterWidth } = info;
  const out = backend.makeOutput(info.inShape, 'float32');
  const pointer = pointerOf(backend, out);
  if (from <= FEW_CHANNELS) {
    inputGradientByCol2im(info, pointerOf(backend, dy), pointerOf(backend, filter), pointer);
    return out;
  }
  // a stride larger than the filter leaves some phases without a tap
  if (strideY > info.filterHeight || strideX > filterWidth) heapView(backend, out).fill(0);
  const tap = from * to;
  for (let py = 0; py < Math.min(strideY, height); py++)
    for (let px = 0; px < Math.min(strideX, width); px++) {
      const y = phase(py, strideY, height, info.filterHeight, padInfo.top);
      const x = phase(px, strideX, width, filterWidth, padInfo.left);
      if (y.taps === 0 || x.taps === 0) continue;
      const gaze: ConvolutionInput = {
        ...{ pointer: pointerOf(backend, dy), images: info.batchSize },
        ...{ height: info.outHeight, width: info.outWidth, channels: to },
        ...{ outHeight: y.places, outWidth: x.places, strideY: 1, strideX: 1 },
        ...{ filterHeight: y.taps, filterWidth: x.taps, top: y.padding, left: x.padding },
      };
      withPatches(gaze, 'patches', (left) =>
        multiply({
          M: info.batchSize * y.places * x.places,
          N: from,
          K: y.taps * x.taps * to,
          left,
          right: {
            pointer: pointerOf(backend, filter) + 4 * (y.lastTap * filterWidth + x.lastTap) * tap,
            transposed: true,
            stride: to,
            taps: { run: to, across: x.taps, stepY: -strideY * filterWidth * tap, stepX: -strideX * tap },
          },
          result: {
            pointer: pointer + 4 * (py * width + px) * from,
            stride: from,
            ...(strideY > 1 || strideX > 1 ? { spread: { height, width, stepY: strideY, stepX: strideX } } : {}),
          },
        }),
      );
    }
  return out;
});
