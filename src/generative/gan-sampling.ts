/** Use of a trained GAN: samples from latent points, and the critic's penultimate layer as features. */
import type { GanPair } from './gan-training.ts';
import { toStandardised } from '../models/parts/value-scaling.ts';
import { toNetworkRange } from './value-scaling.ts';
import { sampleSize } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';
import { sampleBatches } from '../trainer/predict.ts';
import { batchSizeFor, type ScoredNetwork } from '../trainer/scoring-batches.ts';
import type { Control } from '../trainer/control.ts';
import type { SampleSet } from '../trainer/sample-set.ts';

/** Features of consecutive samples of a set. */
export interface FeatureBatch {
  positions: Int32Array;
  /** `[n, size]` row-major. */
  values: Float32Array;
}

/**
 * G(z) of latent points `[n, latent]` row-major: standardised samples `[n, …shape]`, as a learner takes them. In inference mode,
 * so that no sample depends on the others.
 */
export async function sampleGenerator(gan: GanPair, z: Float32Array, control: Control): Promise<Float32Array> {
  const { generator, scaling } = gan;
  const count = z.length / generator.latent;
  const size = sampleSize(generator.shape);
  const samples = new Float32Array(count * size);
  const batchSize = batchSizeFor(generator);
  for (let from = 0; from < count; from += batchSize) {
    await control.checkpoint();
    const n = Math.min(batchSize, count - from);
    const points = z.subarray(from * generator.latent, (from + n) * generator.latent);
    const batch = tf.tidy(() =>
      toStandardised(generator.generate(tf.tensor2d(points, [n, generator.latent]), { training: false }), scaling),
    );
    samples.set(await readAndDispose(batch), from * size);
    control.progress(from + n, count);
  }
  return samples;
}

/** The critic's penultimate layer `[n, critic.featureSize]` over standardised samples, batch by batch. */
export function criticFeatures(gan: GanPair, samples: SampleSet, control: Control): AsyncGenerator<FeatureBatch> {
  const { critic, scaling } = gan;
  const { shape } = critic;
  const extract = (batch: Float32Array, n: number) =>
    critic.features(tf.tensor(toNetworkRange(batch, scaling), [n, ...shape]), { training: false });
  return featureBatches({ network: critic, extract }, samples, control);
}

/** A map from samples to features. */
export interface Extraction {
  network: ScoredNetwork;
  /** n standardised samples `[n, …shape]` row-major → features `[n, size]`. Tidied. */
  extract(batch: Float32Array, n: number): tf.Tensor;
}

export async function* featureBatches(
  { network, extract }: Extraction,
  samples: SampleSet,
  control: Control,
): AsyncGenerator<FeatureBatch> {
  for await (const { positions, values } of sampleBatches(network, samples, control))
    yield { positions, values: await readAndDispose(tf.tidy(() => extract(values, positions.length))) };
}

/** A copy of the tensor's values; frees the tensor. */
async function readAndDispose(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data<'float32'>()).slice();
  } finally {
    tensor.dispose();
  }
}
