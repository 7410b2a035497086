/** Weights and data of a workload: the same numbers for every engine, drawn from one seed. */
import { Rng } from '../../../src/random/rng.ts';
import type { Layer, Workload } from './workloads.ts';

export interface Weight {
  shape: number[];
  values: Float32Array;
  /** Mean or variance of batch norm, which no gradient changes. */
  statistic: boolean;
}

export interface Inputs {
  /** Layer by layer: filter or matrix, bias; of batch norm scale, offset, mean, variance. Main path before shortcut. */
  weights: Weight[];
  /** `[batch, height, width, channels]`; of a product the left factor. */
  x: Float32Array;
  /** Of a classifier one-hot rows; of a critic as many generated images; of a product the right factor. */
  y: Float32Array;
  /** Of a critic: the real image's share in each interpolate. */
  mix: Float32Array;
}

const volume = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function inputsOf(workload: Workload): Inputs {
  const rng = new Rng(1, `bench ${workload.model}`);
  const noise = (length: number): Float32Array => Float32Array.from({ length }, () => rng.between(-1.7, 1.7));
  if (workload.kind === 'product') {
    const size = workload.side ** 2;
    return { weights: [], x: noise(size), y: noise(size), mix: new Float32Array() };
  }
  const { batch, shape, classes, layers, kind } = workload;
  const size = batch * volume(shape);
  return {
    weights: layers.flatMap(weightPlans).map((plan) => drawWeight(plan, rng)),
    x: noise(size),
    y: kind === 'critic' ? noise(size) : oneHot(batch, classes),
    mix: Float32Array.from({ length: kind === 'critic' ? batch : 0 }, () => rng.uniform()),
  };
}

/** Labels in turn, as rows. */
function oneHot(batch: number, classes: number): Float32Array {
  const rows = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) rows[i * classes + (i % classes)] = 1;
  return rows;
}

/** A weight before it is drawn: uniform about a mean. */
interface WeightPlan {
  shape: number[];
  mean: number;
  deviation: number;
  statistic: boolean;
}

/** No bias is zero and no scale is one, so that a layer that ignores one changes the loss. */
function weightPlans(layer: Layer): WeightPlan[] {
  const about = (mean: number, deviation: number, shape: number[], statistic = false): WeightPlan => ({
    ...{ shape, mean, deviation, statistic },
  });
  switch (layer.kind) {
    case 'convolution': {
      const { size, from, to, bias } = layer;
      const filter = about(0, Math.sqrt(2 / (size * size * from)), [size, size, from, to]);
      return bias ? [filter, about(0, 0.05, [to])] : [filter];
    }
    case 'dense':
      return [about(0, Math.sqrt(1 / layer.from), [layer.from, layer.to]), about(0, 0.05, [layer.to])];
    case 'batch-norm': {
      const of = [layer.channels];
      return [about(0.7, 0.05, of), about(0, 0.05, of), about(0, 0.05, of, true), about(1, 0.05, of, true)];
    }
    case 'residual':
      return [...layer.main, ...layer.shortcut].flatMap(weightPlans);
    default:
      return [];
  }
}

function drawWeight({ shape, mean, deviation, statistic }: WeightPlan, rng: Rng): Weight {
  const reach = Math.sqrt(3) * deviation;
  const values = Float32Array.from({ length: volume(shape) }, () => mean + rng.between(-reach, reach));
  return { shape, values, statistic };
}

/** Number of trainable weights. */
export const parameterCount = (layers: readonly Layer[]): number =>
  layers.flatMap(weightPlans).reduce((sum, { shape, statistic }) => sum + (statistic ? 0 : volume(shape)), 0);
