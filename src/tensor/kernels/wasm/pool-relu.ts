/**
 * Max-pooling and ReLU as one, for WASM: maximum and ReLU may change places, and after the pooling there is a quarter of
 * the values to look at. The gradient goes to the first place of each window that holds the maximum.
 */
import { backend_util } from '@tensorflow/tfjs-core';
import { onHeap, register, runStock } from './wasm.ts';

/** x `[n, height, width, channels]` → `[n, height / 2, width / 2, channels]`, windows of 2 × 2, an odd edge left out. */
register('PoolRelu', ({ backend, inputs }) => {
  const out = runStock('MaxPool', backend, inputs, { filterSize: 2, strides: 2, pad: 'valid' });
  const values = onHeap(backend, out);
  for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i]!, 0);
  return out;
});

/** x as above, y what `PoolRelu` made of it, dy the gradient by y → the gradient by x. */
register('PoolReluGradient', ({ backend, inputs }) => {
  const x = inputs['x']!;
  const dx = backend.makeOutput(x.shape, 'float32');
  const shape = x.shape as [number, number, number, number];
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels } = backend_util.computePool2DInfo(
    shape,
    2,
    2,
    1,
    'valid',
  );
  const from = onHeap(backend, x);
  const tops = onHeap(backend, inputs['y']!);
  const dy = onHeap(backend, inputs['dy']!);
  const to = onHeap(backend, dx);
  const row = inWidth * inChannels;
  to.fill(0);
  let i = 0;
  for (let n = 0; n < batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let c = 0; c < inChannels; c++, i++) {
          const top = tops[i]!;
          if (top <= 0) continue;
          const first = (n * inHeight + 2 * oy) * row + 2 * ox * inChannels + c;
          const place =
            from[first] === top
              ? first
              : from[first + inChannels] === top
                ? first + inChannels
                : from[first + row] === top
                  ? first + row
                  : first + row + inChannels;
          to[place] = dy[i]!;
        }
  return dx;
});
