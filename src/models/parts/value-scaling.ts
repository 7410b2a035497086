/**
 * Scaling between a generator's samples and a learner's. Stored images are bytes; a learner takes them divided by 255 and
 * standardised by channel (`SampleReader.normalise`); a generator's last layer gives 0 … 1 or −1 … 1.
 */
import { scaleDivisor, type DatasetInfo } from '../../protocol/dataset.ts';
import * as tf from '../../tensor/tf.ts';

/** Least and greatest output of a last layer; samples are scaled into this range. */
export type NetworkRange = readonly [least: number, greatest: number];

/** standardised = factor · generated + shift, by channel or column, the last axis. */
export interface ValueScaling {
  readonly factor: Float32Array;
  readonly shift: Float32Array;
}

/**
 * The scaling for networks with this range, whose least value stands for 0 and whose greatest for 255 (1 in floats). Without a range
 * the network gives standardised values, and the scaling is the identity.
 */
export function scalingFor({ scale }: Pick<DatasetInfo, 'scale'>, range?: NetworkRange): ValueScaling {
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
