/**
 * Element-wise parts of layers, each in one pass over the memory: chains of the stock element-wise ops cost more in overhead
 * than in arithmetic at the sizes trained here.
 */
import { backend_util, util } from '@tensorflow/tfjs-core';
import { JobKind, runJob, float32 } from '../../native/job.ts';
import { pointerOf, register } from './stock-wasm.ts';

/** Values of one task; as in native/assembly/elements.ts. */
const VALUES_PER_TASK = 16384;
const taskCount = (count: number): number => Math.ceil(count / VALUES_PER_TASK);

/**
 * A second tensor of the same values without a copy, unlike the stock kernel: each step clones the tensors that its gradients
 * need. Only weights change in place, in optimiser steps, when these clones have been disposed of.
 */
register('Identity', ({ backend, inputs }) => {
  const { dataId, shape, dtype } = inputs['x']!;
  backend.incRef(dataId as object);
  return { dataId, shape, dtype };
});

/** dy where y is above zero, otherwise dy times the slope: the gradient of a ReLU, leaky or not, by its output. */
register('ReluMask', ({ backend, inputs, attrs }) => {
  const dy = inputs['dy']!;
  const out = backend.makeOutput(dy.shape, 'float32');
  const count = util.sizeFromShape(dy.shape);
  const [from, checkpoint, to] = [dy, inputs['y']!, out].map((one) => pointerOf(backend, one)) as [
    number,
    number,
    number,
  ];
  const slope = (attrs['slope'] as number | undefined) ?? 0;
  runJob(JobKind.mask, taskCount(count), [count, from, checkpoint, to, float32(slope)], count);
  return out;
});

/** `[…, channels]` → `[channels]`, summed over all other axes. */
register('ChannelSum', ({ backend, inputs }) => {
  const x = inputs['x']!;
  const channels = x.shape.at(-1)!;
  const count = util.sizeFromShape(x.shape);
  const out = backend.makeOutput([channels], 'float32');
  const parameters = [count / channels, channels, pointerOf(backend, x), pointerOf(backend, out), 0, 0];
  runJob(JobKind.channelSums, Math.ceil(channels / 32), parameters, count);
  return out;
});

/** Images, height, width, channels, and the sides after pooling by two. */
function pooling(shape: readonly number[]): number[] {
  const info = backend_util.computePool2DInfo(shape as [number, number, number, number], 2, 2, 1, 'valid');
  return [info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth];
}

/**
 * Max-pooling and ReLU in one kernel; they commute.
 * x `[n, height, width, channels]` → `[n, height / 2, width / 2, channels]`, windows of 2 × 2, an odd edge left out.
 */
register('PoolRelu', ({ backend, inputs }) => {
  const x = inputs['x']!;
  const sides = pooling(x.shape);
  const [images, , , channels, height, width] = sides as [number, number, number, number, number, number];
  const out = backend.makeOutput([images, height, width, channels], 'float32');
  runJob(
    JobKind.poolRelu,
    images,
    [...sides, pointerOf(backend, x), pointerOf(backend, out)],
    util.sizeFromShape(x.shape),
  );
  return out;
});

/**
 * x as above, y the output of `PoolRelu`, dy the gradient with respect to y → the gradient with respect to x, at the first
 * place of each window that holds the maximum.
 */
register('PoolReluGradient', ({ backend, inputs }) => {
  const x = inputs['x']!;
  const out = backend.makeOutput(x.shape, 'float32');
  const pointers = [x, inputs['y']!, inputs['dy']!, out].map((one) => pointerOf(backend, one));
  const sides = pooling(x.shape);
  runJob(JobKind.poolReluGradient, sides[0]!, [...sides, ...pointers], util.sizeFromShape(x.shape));
  return out;
});
