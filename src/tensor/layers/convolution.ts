/**
 * Convolutions and transposed convolutions. Of three products, the convolution, its gradient with respect to the input and
 * its gradient with respect to the filter, each has gradients that are the other two, so that a gradient penalty can be
 * differentiated through all of them; the stock package lacks the gradient of the third.
 */
import * as tf from '../tf.ts';
import { activate, stockActivation, activationGradient, type Activation } from './activation.ts';
import { channelSum, hasKernel, runKernel } from './kernel-calls.ts';

export type Pad = 'same' | 'valid';

/** Attributes of a convolution, by the names of the stock kernels. */
interface ConvolutionOptions {
  strides: number | [number, number];
  pad: Pad;
  dataFormat: 'NHWC';
}

const convolutionOptions = (attrs: tf.NamedAttrMap): ConvolutionOptions => {
  const { strides, pad, dataFormat } = attrs as unknown as ConvolutionOptions;
  return { strides, pad, dataFormat };
};

/**
 * x `[n, height, width, from]`, filter `[height, width, from, to]`, bias `[to]` → `[n, …, …, to]`. With `same` the sides
 * are divided by the stride and rounded up, padding split evenly, the odd row below and to the right.
 */
export function convolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  activation: Activation,
  strides = 1,
  pad: Pad = 'same',
): tf.Tensor4D {
  if (!hasKernel('FusedConv2D')) return activate(tf.add(tf.conv2d(x, filter, strides, pad), bias), activation);
  const attrs = { strides, pad, dataFormat: 'NHWC', dilations: 1, ...stockActivation(activation) };
  return runKernel<tf.Tensor4D>('FusedConv2D', { x, filter, bias }, attrs);
}

/**
 * Transposed convolution: the gradient of a convolution with respect to its input. x `[n, height, width, from]`, filter
 * `[height, width, to, from]`, bias `[to]` → `[n, …outputSize, to]`.
 * @param outputSize height and width; several are possible (a `same` convolution of stride 2 gives 4 for 7 and for 8). Where
 *   absent, the sides times the stride for `same`, the largest possible ones for `valid`
 */
export function transposedConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  activation: Activation,
  strides: number,
  pad: Pad,
  outputSize?: readonly [number, number],
): tf.Tensor4D {
  const [n, height, width] = x.shape;
  const [filterHeight, filterWidth, to] = filter.shape;
  const side = (of: number, size: number) => (pad === 'same' ? of * strides : (of - 1) * strides + size);
  const [outHeight, outWidth] = outputSize ?? [side(height, filterHeight), side(width, filterWidth)];
  const inputShape: [number, number, number, number] = [n, outHeight, outWidth, to];
  const back = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad);
  if (back.outHeight !== height || back.outWidth !== width)
    throw new Error(
      `A convolution of ${outHeight} × ${outWidth} gives ${back.outHeight} × ${back.outWidth}, not ${height} × ${width}.`,
    );
  const attrs = { strides, pad, dataFormat: 'NHWC', inputShape };
  const sums = runKernel<tf.Tensor4D>('Conv2DBackpropInput', { dy: x, filter }, attrs);
  return activate(tf.add(sums, bias), activation);
}

tf.registerGradient({
  kernelName: 'FusedConv2D',
  inputsToSave: ['x', 'filter'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const dz = activationGradient(attrs['activation'], dy as tf.Tensor4D, y);
    return {
      x: () =>
        runKernel('Conv2DBackpropInput', { dy: dz, filter }, { ...convolutionOptions(attrs), inputShape: x.shape }),
      filter: () =>
        runKernel('Conv2DBackpropFilter', { x, dy: dz }, { ...convolutionOptions(attrs), filterShape: filter.shape }),
      bias: () => channelSum(dz),
    };
  },
});

tf.registerGradient({
  kernelName: 'Conv2DBackpropFilter',
  inputsToSave: ['x', 'dy'],
  gradFunc: (ddFilter, saved, attrs) => {
    const [x, dy] = saved as [tf.Tensor4D, tf.Tensor4D];
    const filter = ddFilter as tf.Tensor4D;
    const { strides, pad } = convolutionOptions(attrs);
    return {
      x: () => runKernel('Conv2DBackpropInput', { dy, filter }, { ...convolutionOptions(attrs), inputShape: x.shape }),
      dy: () => tf.conv2d(x, filter, strides, pad),
    };
  },
});
