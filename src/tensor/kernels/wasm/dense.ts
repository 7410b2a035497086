/**
 * What a layer does beside its product, in one pass over the heap: WASM has no small kernels for it, and chains of
 * element-wise ops cost more in bookkeeping than in arithmetic at the sizes trained here.
 */
import { onHeap, register, reshaped, runStock } from './wasm.ts';

/** x `[n, from]`, weights `[from, to]`, bias `[to]` → `[n, to]`, with the activation applied. */
register('Dense', ({ backend, inputs, attrs }) => {
  const x = inputs['x']!;
  const weights = inputs['weights']!;
  const [n, from] = x.shape as [number, number];
  const to = weights.shape[1]!;
  const out = runStock(
    '_FusedMatMul',
    backend,
    { a: reshaped(x, [1, n, from]), b: reshaped(weights, [1, from, to]), bias: inputs['bias']! },
    { transposeA: false, transposeB: false, activation: attrs['activation'] },
  );
  return reshaped(out, [n, to]);
});

/** dy where y is above zero, else 0. */
register('ReluMask', ({ backend, inputs }) => {
  const dy = inputs['dy']!;
  const y = inputs['y']!;
  const out = backend.makeOutput(dy.shape, 'float32');
  const from = onHeap(backend, dy);
  const gate = onHeap(backend, y);
  const to = onHeap(backend, out);
  for (let i = 0; i < to.length; i++) to[i] = gate[i]! > 0 ? from[i]! : 0;
  return out;
});

/** `[…, channels]` → `[channels]`, summed over all other axes. */
register('ChannelSum', ({ backend, inputs }) => {
  const x = inputs['x']!;
  const channels = x.shape.at(-1)!;
  const out = backend.makeOutput([channels], 'float32');
  const from = onHeap(backend, x);
  const sums = new Float64Array(channels);
  for (let i = 0; i < from.length; i += channels) for (let c = 0; c < channels; c++) sums[c]! += from[i + c]!;
  onHeap(backend, out).set(sums);
  return out;
});
