/** Weights and images with channels before height and width. */
import type { Weight } from '../inputs.ts';
import { sideAfter } from '../flops.ts';
import type { Layer } from '../workloads.ts';

type Shape = readonly [height: number, width: number, channels: number];

/** `[n, height, width, channels]` → `[n, channels, height, width]`. */
export function imagesChannelsFirst(values: Float32Array, [height, width, channels]: Shape): Float32Array {
  const places = height * width;
  const out = new Float32Array(values.length);
  for (let image = 0; image < values.length; image += places * channels)
    for (let place = 0; place < places; place++)
      for (let c = 0; c < channels; c++) out[image + c * places + place] = values[image + place * channels + c]!;
  return out;
}

/** Filters as `[to, from, height, width]`; rows of the dense matrix after a flattening in the new order. */
export function channelsFirst(weights: readonly Weight[], layers: readonly Layer[], shape: Shape): Weight[] {
  const left = [...weights];
  let [height, width, channels] = shape;
  let flattened: Shape | undefined;
  const out: Weight[] = [];
  const visit = (layer: Layer): void => {
    if (layer.kind === 'convolution') {
      const { size, from, to, stride, pad, bias } = layer;
      out.push({ ...left.shift()!, shape: [to, from, size, size] });
      const filter = out.at(-1)!;
      filter.values = permuted(filter.values, size * size, from, to);
      if (bias) out.push(left.shift()!);
      [height, width, channels] = [sideAfter(height, size, stride, pad), sideAfter(width, size, stride, pad), to];
    } else if (layer.kind === 'max-pool') [height, width] = [Math.floor(height / 2), Math.floor(width / 2)];
    else if (layer.kind === 'flatten') flattened = [height, width, channels];
    else if (layer.kind === 'dense') {
      const matrix = left.shift()!;
      out.push(flattened ? { ...matrix, values: denseChannelsFirst(matrix.values, flattened, layer.to) } : matrix);
      out.push(left.shift()!);
      flattened = undefined;
    } else if (layer.kind === 'batch-norm') out.push(...left.splice(0, 4));
    else if (layer.kind === 'residual') {
      const before = [height, width, channels] as const;
      layer.main.forEach(visit);
      const after = [height, width, channels] as const;
      [height, width, channels] = before;
      layer.shortcut.forEach(visit);
      [height, width, channels] = after;
    }
  };
  layers.forEach(visit);
  return out;
}

/** `[places, from, to]` → `[to, from, places]`. */
function permuted(values: Float32Array, places: number, from: number, to: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let p = 0; p < places; p++)
    for (let f = 0; f < from; f++)
      for (let t = 0; t < to; t++) out[(t * from + f) * places + p] = values[(p * from + f) * to + t]!;
  return out;
}

/** Rows of `[height · width · channels, to]` as `[channels · height · width, to]`. */
function denseChannelsFirst(values: Float32Array, [height, width, channels]: Shape, to: number): Float32Array {
  const places = height * width;
  const out = new Float32Array(values.length);
  for (let p = 0; p < places; p++)
    for (let c = 0; c < channels; c++)
      out.set(values.subarray((p * channels + c) * to, (p * channels + c + 1) * to), (c * places + p) * to);
  return out;
}
