/** The mixtures ψ_L and ψ_U of a learner's features (Gaussian-mixture paper, section 3.2), and what its discriminator sees of them. */
import type { Draws } from '../../random/rng.ts';
import { batchMatched } from '../../algorithms/mixture/batch-averaging.ts';
import { Density } from '../../algorithms/mixture/mixture-density.ts';
import { fitted } from '../../algorithms/mixture/em.ts';
import { labelledMixture } from '../../algorithms/mixture/labelled-mixture.ts';
import type { Mixture, Rows, Stream } from '../../algorithms/mixture/mixture.ts';
import { floorOf, MomentsSoFar } from '../../algorithms/mixture/initialisation.ts';
import type { Network } from '../../models/model.ts';
import * as tf from '../../tensor/tf.ts';
import { predict } from '../../trainer/predict.ts';
import type { Pacing, SampleSet } from '../../trainer/training-method.ts';

/** Rows of a batch that gets a mixture by itself, in the paper's way. */
const BATCH = 1000;
/** Least log-posterior per dimension that the discriminator is shown: a class without a sample has none at all. */
const LEAST = -5;

export interface Mixtures {
  labelled: Mixture;
  unlabelled: Mixture;
}

export interface MixtureFit {
  method: 'exact' | 'batches';
  iterations: number;
}

/** ψ_L in closed form and ψ_U by EM that begins at ψ_L, so that the components stand for the same classes. */
export async function mixturesOf(
  network: Network,
  labelled: SampleSet,
  unlabelled: SampleSet,
  { method, iterations }: MixtureFit,
  draws: Draws,
  { gate }: Pacing,
): Promise<Mixtures> {
  const quiet: Pacing = { gate, progress: () => undefined };
  const [own, others] = [await trunkRows(network, labelled, quiet), await trunkRows(network, unlabelled, quiet)];
  const moments = new MomentsSoFar();
  moments.add(own);
  moments.add(others);
  const floor = floorOf(moments.take());
  const first = labelledMixture(own, labelled.labels, network.classes, floor);
  if (others.count === 0) return { labelled: first, unlabelled: first };
  const options = { iterations, floor, draws, gate };
  if (method === 'batches')
    return { labelled: first, unlabelled: await batchMatched(batchesOf(others), first, options) };
  const { mixture } = await fitted(() => [others], first, options);
  return { labelled: first, unlabelled: mixture };
}

/** All trunk features of a set, in inference mode. */
async function trunkRows(network: Network, samples: SampleSet, pacing: Pacing): Promise<Rows> {
  const size = network.trunkSize;
  const values = new Float32Array(samples.count * size);
  for await (const { positions, trunk } of predict(network, samples, { trunk: true }, pacing))
    values.set(trunk!, positions[0]! * size);
  return { values, count: samples.count, size };
}

const batchesOf =
  ({ values, count, size }: Rows): Stream =>
  () =>
    Array.from({ length: Math.ceil(count / BATCH) }, (_, b) => {
      const to = Math.min(count, (b + 1) * BATCH);
      return { values: values.subarray(b * BATCH * size, to * size), count: to - b * BATCH, size };
    });

/** What a discriminator sees: z, the log-posteriors under both mixtures and the log-densities (section 3.4). */
export class MixtureView {
  private readonly densities: [Density, Density];

  constructor({ labelled, unlabelled }: Mixtures) {
    this.densities = [Density.of(labelled), Density.of(unlabelled)];
  }

  /** How long the view of a z of this length is. */
  static size = (trunkSize: number, classes: number): number => trunkSize + 2 * classes + 2;

  /**
   * z `[n, size]` → `[n, size + 2 K + 2]`. Logarithms are divided by the dimensions of z: they grow with them, and would
   * drown z itself and break every bound on the discriminator's slope. The paper says nothing of their scale.
   */
  of(z: tf.Tensor2D): tf.Tensor2D {
    const size = z.shape[1];
    const posteriors = this.densities.map((one) => tf.maximum(tf.div(one.logPosteriors(z), size), LEAST));
    const likelihoods = this.densities.map((one) => tf.expandDims(tf.div(one.logDensity(z), size), 1));
    return tf.concat([z, ...posteriors, ...likelihoods] as tf.Tensor2D[], 1);
  }

  dispose(): void {
    for (const one of this.densities) one.dispose();
  }
}
