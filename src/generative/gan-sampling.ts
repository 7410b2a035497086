/** A trained GAN put to use: samples from latent points, and the critic's penultimate layer as features. */
import type { GanPair } from './gan-training.ts';
import { intoRange, standardised } from './value-scaling.ts';
import { sampleSize } from '../protocol/dataset.ts';
import * as tf from '../tensor/tf.ts';
import { batches, batchFor } from '../trainer/predict.ts';
import type { Pacing, SampleSet } from '../trainer/training-method.ts';

/** Features of some samples of a set. */
export interface Features {
  positions: Int32Array;
  /** `[n, size]` row-major. */
  values: Float32Array;
}

/**
 * G(z) of latent points `[n, latent]` row-major: standardised samples `[n, …shape]`, as a learner takes them. In
 * inference mode, so that a sample does not depend on the others.
 */
export async function sampleGenerator(gan: GanPair, z: Float32Array, pacing: Pacing): Promise<Float32Array> {
  const { generator, values } = gan;
  const count = z.length / generator.latent;
  const size = sampleSize(generator.shape);
  const samples = new Float32Array(count * size);
  const most = batchFor(generator.shape);
  for (let from = 0; from < count; from += most) {
    await pacing.gate();
    const n = Math.min(most, count - from);
    const points = z.subarray(from * generator.latent, (from + n) * generator.latent);
    const batch = tf.tidy(() =>
      standardised(generator.generate(tf.tensor2d(points, [n, generator.latent]), { training: false }), values),
    );
    samples.set(await taken(batch), from * size);
    pacing.progress(from + n, count);
  }
  return samples;
}

/** The critic's penultimate layer over standardised samples, `[n, critic.featureSize]`, batch after batch. */
export function criticFeatures(gan: GanPair, samples: SampleSet, pacing: Pacing): AsyncGenerator<Features> {
  const { critic, values } = gan;
  return featuresBy(
    critic.shape,
    (batch, n) => critic.features(tf.tensor(intoRange(batch, values), [n, ...critic.shape]), { training: false }),
    samples,
    pacing,
  );
}

/** @param run a batch of standardised samples `[n, …shape]` row-major to features `[n, size]` */
export async function* featuresBy(
  shape: readonly number[],
  run: (batch: Float32Array, n: number) => tf.Tensor,
  samples: SampleSet,
  pacing: Pacing,
): AsyncGenerator<Features> {
  for await (const { positions, values } of batches(shape, samples, pacing))
    yield { positions, values: await taken(tf.tidy(() => run(values, positions.length))) };
}

/** The tensor's values, nobody else's; it is freed. */
async function taken(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data<'float32'>()).slice();
  } finally {
    tensor.dispose();
  }
}
