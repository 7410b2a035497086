/**
 * Scaling between a generator's samples and a learner's. Stored images are bytes; a learner takes them divided by 255 and
 * standardised by channel (`SampleReader.normalise`); a generator's last layer gives 0 … 1 or −1 … 1. Everything outside this room
 * is in the learner's scale, that of `SampleSet`; only generator, critic and auto-encoder see the other.
 */
import type { NetworkRange } from './networks/generative-networks.ts';
import { scaleDivisor, sampleSize, type DatasetInfo, type SampleArray } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';
import type { SampleSet } from '../trainer/sample-set.ts';

/** The fields of a data set that decide the scaling of its values. */
export type DataScale = Pick<DatasetInfo, 'shape' | 'scale' | 'dtype'>;

/** standardised = factor · generated + shift, by channel or column, the last axis. */
export interface ValueScaling {
  readonly factor: Float32Array;
  readonly shift: Float32Array;
}

/**
 * The scaling for networks with this range, whose least value stands for 0 and whose greatest for 255 (1 in floats). Without a range
 * the network gives standardised values, and the scaling is the identity.
 */
export function scalingFor({ scale }: DataScale, range?: NetworkRange): ValueScaling {
  if (!range) return { factor: Float32Array.from(scale.mean, () => 1), shift: Float32Array.from(scale.mean, () => 0) };
  const [min, max] = range;
  const unit = 1 / (max - min);
  return {
    factor: Float32Array.from(scale.std, (std) => unit / scaleDivisor(std)),
    shift: Float32Array.from(scale.mean, (mean, c) => (-min * unit - mean) / scaleDivisor(scale.std[c]!)),
  };
}

/** Standardised values of a generator's samples `[n, …shape]`. Differentiable. */
export const toStandardised = (generated: tf.Tensor, { factor, shift }: ValueScaling): tf.Tensor =>
  tf.add(tf.mul(generated, tf.tensor1d(factor)), tf.tensor1d(shift));

/** Standardised values in the generator's range. */
export function toNetworkRange(values: Float32Array, { factor, shift }: ValueScaling): Float32Array {
  const channels = factor.length;
  const out = new Float32Array(values.length);
  for (let row = 0; row < values.length; row += channels)
    for (let c = 0; c < channels; c++) out[row + c] = (values[row + c]! - shift[c]!) / factor[c]!;
  return out;
}

/** The same samples, read in the generator's range. */
export const samplesInNetworkRange = (samples: SampleSet, scaling: ValueScaling): SampleSet => ({
  count: samples.count,
  labels: samples.labels,
  read: async (positions) => toNetworkRange(await samples.read(positions), scaling),
});

/** Standardised values in the type and scale in which the data set stores its own: bytes of images, original columns. */
export function toStoredValues(values: Float32Array, { scale, dtype }: DataScale): SampleArray {
  const channels = scale.mean.length;
  const raw = (value: number, i: number): number =>
    value * scaleDivisor(scale.std[i % channels]!) + scale.mean[i % channels]!;
  if (dtype === 'float32') return Float32Array.from(values, raw);
  return Uint8Array.from(values, (value, i) => Math.max(0, Math.min(255, Math.round(255 * raw(value, i)))));
}

/** A set of unlabelled samples from values in memory, `[count, …shape]` row-major. */
export function sampleSetOf(values: Float32Array, shape: readonly number[]): SampleSet {
  const size = sampleSize(shape);
  const count = values.length / size;
  return {
    count,
    labels: new Int32Array(count).fill(-1),
    read(positions) {
      const out = new Float32Array(positions.length * size);
      for (let i = 0; i < positions.length; i++)
        out.set(values.subarray(positions[i]! * size, (positions[i]! + 1) * size), i * size);
      return Promise.resolve(out);
    },
  };
}
