/** The gradients of a ReLU and of a bias. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { partialSums, sumPartials } from './column-sums.ts';
import { forEach, register, release, reshaped, sizeOf } from './stock-webgpu.ts';

/** dy where y is above zero, otherwise `slope` times dy (the slope of a leaky ReLU; 0 where absent). */
register('ReluMask', ({ backend, inputs, attrs }) => {
  const { dy, y } = inputs as { dy: TensorInfo; y: TensorInfo };
  const size = sizeOf(dy.shape);
  const wide = size % 4 === 0;
  return forEach(backend, wide ? size / 4 : size, {
    key: 'relu-mask',
    inputs: { dy, y },
    wide: wide ? ['dy', 'y', 'result'] : [],
    constants: { slope: { real: (attrs['slope'] as number | undefined) ?? 0 } },
    shape: dy.shape,
    body: `result[i] = select(dy[i] * uniforms.slope, dy[i], y[i] > ${wide ? 'vec4<f32>(0.0)' : '0.0'});`,
  });
});

/** `[…, channels]` → `[channels]`, summed over all other axes. */
register('ChannelSum', ({ backend, inputs }) => {
  const x = inputs['x']!;
  const channels = x.shape.at(-1)!;
  const rows = sizeOf(x.shape) / channels;
  const parts = partialSums(backend, { key: 'values', inputs: { x }, terms: ['x[i]'], rows, channels });
  if (parts.shape[0] === 1) return reshaped(parts, [channels]);
  const sum = sumPartials(backend, parts, { key: 'sum', value: 'sum0' });
  release(backend, parts);
  return sum;
});
