/**
 * Values of samples in the scales of generators, learners and storage (`models/parts/value-scaling.ts`). Everything outside this
 * room is in the learner's scale, that of `SampleSet`; only generator, critic and auto-encoder see the other.
 */
import type { ValueScaling } from '../models/parts/value-scaling.ts';
import { scaleDivisor, sampleSize, type DatasetInfo, type SampleArray } from '../protocol/dataset.ts';
import type { SampleSet } from '../trainer/sample-set.ts';

/** The fields of a data set that decide the scaling of its values. */
export type DataScale = Pick<DatasetInfo, 'shape' | 'scale' | 'dtype'>;

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
