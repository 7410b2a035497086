/**
 * Measures of a class-conditional generator: as many samples of each class are drawn, in inference mode, and embedded by a classifier
 * that was trained on real samples. The points z are those of the stream given: with the same one, the same points are drawn
 * in each cycle and by each arm.
 */
import type { ConditionalGenerator, Network } from '../../models/model.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import type { Rng } from '../../random/rng.ts';
import * as tf from '../../tensor/tf.ts';
import type { Control } from '../../trainer/control.ts';
import { oneHot } from '../../trainer/label-loss.ts';
import { argmaxRows, predict } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import { batchSizeFor } from '../../trainer/scoring-batches.ts';
import { GaussianFit } from './gaussian-fit.ts';
import type { EmbeddedSamples, Gaussians } from './generator-measure.ts';

/** Samples drawn for classes 0, 1, … in turn, as a set that is drawn again wherever it is read. */
export function generatedSet(generator: ConditionalGenerator, count: number, rng: Rng): SampleSet {
  const { latent, classes, shape } = generator;
  const z = Float32Array.from({ length: count * latent }, () => rng.normal());
  const labels = Int32Array.from({ length: count }, (_, at) => at % classes);
  const size = sampleSize(shape);
  const batch = batchSizeFor(generator);
  return {
    ...{ count, labels },
    async read(positions) {
      const values = new Float32Array(positions.length * size);
      for (let from = 0; from < positions.length; from += batch) {
        const asked = Array.from(positions).slice(from, from + batch);
        const points = Float32Array.from({ length: asked.length * latent }, (_, at) => {
          return z[asked[Math.floor(at / latent)]! * latent + (at % latent)]!;
        });
        const drawn = tf.tidy(() => {
          const classRows = oneHot(
            Int32Array.from(asked, (position) => labels[position]!),
            classes,
          );
          return generator.generate(tf.tensor2d(points, [asked.length, latent]), classRows, { training: false });
        });
        try {
          values.set(await drawn.data<'float32'>(), from * size);
        } finally {
          drawn.dispose();
        }
      }
      return values;
    },
  };
}

/** Predictions of labelled samples, and the Gaussians of their features. Samples without a label count among all of them alone. */
export async function embedSamples(
  embedding: Network,
  samples: SampleSet,
  control: Control,
): Promise<Omit<EmbeddedSamples, 'generated' | 'real'> & { gaussians: Gaussians }> {
  const { classes, featureSize } = embedding;
  const probabilities = new Float32Array(samples.count * classes);
  const all = new GaussianFit(featureSize);
  const perClass = Array.from({ length: classes }, () => new GaussianFit(featureSize));
  const outputs = { features: true } as const;
  for await (const batch of predict({ network: embedding, samples, outputs }, control)) {
    probabilities.set(batch.probabilities, batch.positions[0]! * classes);
    all.add(batch.features);
    batch.positions.forEach((position, row) => {
      const own = batch.features.subarray(row * featureSize, (row + 1) * featureSize);
      perClass[samples.labels[position]!]?.add(own);
    });
  }
  return {
    ...{ classes, labels: samples.labels, probabilities, predicted: argmaxRows(probabilities, classes) },
    gaussians: { all: all.gaussian(), perClass: perClass.map((one) => one.gaussian()) },
  };
}
