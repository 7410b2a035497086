/** The mixtures ψ_L and ψ_U of a learner's features (Gaussian-mixture paper, section 3.2), and what its discriminator sees of them. */
import type { Rng } from '../../random/rng.ts';
import { fitBatchAveraged } from '../../algorithms/mixture/batch-averaging.ts';
import { MixtureDensity } from '../../algorithms/mixture/mixture-density.ts';
import { fitMixture } from '../../algorithms/mixture/em.ts';
import { labelledMixture } from '../../algorithms/mixture/labelled-mixture.ts';
import type { Mixture, FeatureRows, RowStream } from '../../algorithms/mixture/mixture.ts';
import { varianceFloor, RunningMoments } from '../../algorithms/mixture/initialisation.ts';
import type { Network } from '../../models/model.ts';
import * as tf from '../../tensor/tf.ts';
import { predict } from '../../trainer/predict.ts';
import type { Control, SampleSet } from '../../trainer/training-method.ts';

/** Rows of a batch that gets a mixture by itself, in the paper's way. */
const BATCH_ROWS = 1000;
/** Least log-posterior per dimension that the discriminator is shown: a class without a sample has none at all. */
const MIN_LOG_POSTERIOR = -5;

export interface MixturePair {
  labelled: Mixture;
  unlabelled: Mixture;
}

export interface MixtureFitOptions {
  method: 'exact' | 'batches';
  iterations: number;
}

/** ψ_L in closed form and ψ_U by EM that begins at ψ_L, so that the components stand for the same classes. */
export async function fitMixturePair(
  network: Network,
  labelled: SampleSet,
  unlabelled: SampleSet,
  { method, iterations }: MixtureFitOptions,
  rng: Rng,
  { checkpoint }: Control,
): Promise<MixturePair> {
  const quiet: Control = { checkpoint, progress: () => undefined };
  const [labelledRows, unlabelledRows] = [
    await trunkFeatures(network, labelled, quiet),
    await trunkFeatures(network, unlabelled, quiet),
  ];
  const moments = new RunningMoments();
  moments.add(labelledRows);
  moments.add(unlabelledRows);
  const floor = varianceFloor(moments.result());
  const labelledResult = labelledMixture(labelledRows, labelled.labels, network.classes, floor);
  if (unlabelledRows.count === 0) return { labelled: labelledResult, unlabelled: labelledResult };
  const options = { iterations, floor, rng, checkpoint };
  if (method === 'batches')
    return {
      labelled: labelledResult,
      unlabelled: await fitBatchAveraged(batchStream(unlabelledRows), labelledResult, options),
    };
  const { mixture } = await fitMixture(() => [unlabelledRows], labelledResult, options);
  return { labelled: labelledResult, unlabelled: mixture };
}

/** All trunk features of a set, in inference mode. */
async function trunkFeatures(network: Network, samples: SampleSet, control: Control): Promise<FeatureRows> {
  const size = network.trunkSize;
  const values = new Float32Array(samples.count * size);
  for await (const { positions, trunk } of predict(network, samples, { trunk: true }, control))
    values.set(trunk!, positions[0]! * size);
  return { values, count: samples.count, size };
}

const batchStream =
  ({ values, count, size }: FeatureRows): RowStream =>
  () =>
    Array.from({ length: Math.ceil(count / BATCH_ROWS) }, (_, b) => {
      const to = Math.min(count, (b + 1) * BATCH_ROWS);
      return { values: values.subarray(b * BATCH_ROWS * size, to * size), count: to - b * BATCH_ROWS, size };
    });

/** What a discriminator sees: z, the log-posteriors under both mixtures and the log-densities (section 3.4). */
export class MixtureFeatures {
  private readonly densities: [MixtureDensity, MixtureDensity];

  constructor({ labelled, unlabelled }: MixturePair) {
    this.densities = [MixtureDensity.of(labelled), MixtureDensity.of(unlabelled)];
  }

  /** How long the view of a z of this length is. */
  static sizeFor = (trunkSize: number, classes: number): number => trunkSize + 2 * classes + 2;

  /**
   * z `[n, size]` → `[n, size + 2 K + 2]`. Logarithms are divided by the dimensions of z: they grow with them, and would
   * drown z itself and break every bound on the discriminator's slope. The paper says nothing of their scale.
   */
  append(z: tf.Tensor2D): tf.Tensor2D {
    const size = z.shape[1];
    const posteriors = this.densities.map((one) => tf.maximum(tf.div(one.logPosteriors(z), size), MIN_LOG_POSTERIOR));
    const likelihoods = this.densities.map((one) => tf.expandDims(tf.div(one.logDensity(z), size), 1));
    return tf.concat([z, ...posteriors, ...likelihoods] as tf.Tensor2D[], 1);
  }

  dispose(): void {
    for (const one of this.densities) one.dispose();
  }
}
