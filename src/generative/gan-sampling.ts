/** A trained GAN put to use: samples from latent points, and the critic's penultimate layer as features. */
import type { GanPair } from './gan-training.ts';
import { toNetworkRange, toStandardised } from './value-scaling.ts';
import { sampleSize } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';
import { sampleBatches, batchSizeFor } from '../trainer/predict.ts';
import type { Control, SampleSet } from '../trainer/training-method.ts';

/** Features of some samples of a set. */
export interface FeatureBatch {
  positions: Int32Array;
  /** `[n, size]` row-major. */
  values: Float32Array;
}

/**
 * G(z) of latent points `[n, latent]` row-major: standardised samples `[n, …shape]`, as a learner takes them. In
 * inference mode, so that a sample does not depend on the others.
 */
export async function sampleGenerator(gan: GanPair, z: Float32Array, control: Control): Promise<Float32Array> {
  const { generator, scaling: values } = gan;
  const count = z.length / generator.latent;
  const size = sampleSize(generator.shape);
  const samples = new Float32Array(count * size);
  const batchSize = batchSizeFor(generator.shape);
  for (let from = 0; from < count; from += batchSize) {
    await control.checkpoint();
    const n = Math.min(batchSize, count - from);
    const points = z.subarray(from * generator.latent, (from + n) * generator.latent);
    const batch = tf.tidy(() =>
      toStandardised(generator.generate(tf.tensor2d(points, [n, generator.latent]), { training: false }), values),
    );
    samples.set(await readAndDispose(batch), from * size);
    control.progress(from + n, count);
  }
  return samples;
}

/** The critic's penultimate layer over standardised samples, `[n, critic.featureSize]`, batch after batch. */
export function criticFeatures(gan: GanPair, samples: SampleSet, control: Control): AsyncGenerator<FeatureBatch> {
  const { critic, scaling: values } = gan;
  return featureBatches(
    critic.shape,
    (batch, n) => critic.features(tf.tensor(toNetworkRange(batch, values), [n, ...critic.shape]), { training: false }),
    samples,
    control,
  );
}

/** @param extract a batch of standardised samples `[n, …shape]` row-major to features `[n, size]` */
export async function* featureBatches(
  shape: readonly number[],
  extract: (batch: Float32Array, n: number) => tf.Tensor,
  samples: SampleSet,
  control: Control,
): AsyncGenerator<FeatureBatch> {
  for await (const { positions, values } of sampleBatches(shape, samples, control))
    yield { positions, values: await readAndDispose(tf.tidy(() => extract(values, positions.length))) };
}

/** The tensor's values, nobody else's; it is freed. */
async function readAndDispose(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data<'float32'>()).slice();
  } finally {
    tensor.dispose();
  }
}
