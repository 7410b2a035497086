/**
 * Floating-point operations of a workload, computed from its description: two for each multiply-add of convolutions and dense
 * layers. Activations, pooling, normalisation and the optimiser are not counted. The number is the same for all engines.
 */
import type { Layer, Workload } from './workloads.ts';

type Shape = readonly [height: number, width: number, channels: number];

export const sideAfter = (side: number, size: number, stride: number, pad: 'same' | 'valid'): number =>
  Math.ceil((pad === 'same' ? side : side - size + 1) / stride);

/** Each product of a network's forward pass of one sample, in order, and the shape that comes out. */
function products(layers: readonly Layer[], shape: Shape): { flops: number[]; shape: Shape } {
  const flops: number[] = [];
  for (const layer of layers) {
    const [height, width, channels] = shape;
    if (layer.kind === 'convolution') {
      const { size, from, to, stride, pad } = layer;
      shape = [sideAfter(height, size, stride, pad), sideAfter(width, size, stride, pad), to];
      flops.push(2 * shape[0] * shape[1] * size * size * from * to);
    } else if (layer.kind === 'dense') {
      flops.push(2 * layer.from * layer.to);
      shape = [1, 1, layer.to];
    } else if (layer.kind === 'max-pool') shape = [Math.floor(height / 2), Math.floor(width / 2), channels];
    else if (layer.kind === 'mean-pool') shape = [1, 1, channels];
    else if (layer.kind === 'flatten') shape = [1, 1, height * width * channels];
    else if (layer.kind === 'residual') {
      const main = products(layer.main, shape);
      flops.push(...main.flops, ...products(layer.shortcut, shape).flops);
      shape = main.shape;
    }
  }
  return { flops, shape };
}

/** Operations for one unit of the workload: an image, or a product of matrices. */
export function flopsPerUnit(workload: Workload): number {
  if (workload.kind === 'product') return 2 * workload.side ** 3;
  const { flops } = products(workload.layers, workload.shape);
  const forward = flops.reduce((a, b) => a + b, 0);
  if (workload.phase === 'scoring') return forward;
  // backward: each product's gradient with respect to its weights and its input, except the first input
  const step = 3 * forward - flops[0]!;
  if (workload.kind === 'classifier') return step;
  // real and generated each take such a step. The penalty: forward; the gradient by the image, which is each product's by
  // its input; and that gradient's own gradient, by the weights and by what came down to it, which for the last layer is 1.
  return 2 * step + 4 * forward - flops.at(-1)!;
}
