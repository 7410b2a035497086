/**
 * Generates uncertain samples for ASAL and GAAL: latent points are optimised until the learner is uncertain about the generated
 * samples (Mayer and Timofte 2020, Equation 1; with the hyper-plane, Zhu and Bento 2017). The cost does not depend on the pool.
 */
import type { Rng } from '../../random/rng.ts';
import type { Network } from '../../models/model.ts';
import { sampleSize } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import { logSoftmax } from '../../tensor/layers.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { latentPoints, type GanPair } from '../../generative/gan-training.ts';
import { toStandardised } from '../../models/parts/value-scaling.ts';
import type { Control } from '../../trainer/control.ts';
import { hasHyperplane } from './hyperplane.ts';

/** entropy: greatest H(h(G(z))), in nats; minimum-distance: least |w·G(z) + b| / ‖w‖ of a linear learner of two classes. */
export type LatentObjective = 'entropy' | 'minimum-distance';

/** The networks whose composition h(G(z)) is searched, both in inference mode. */
export interface SearchedNetworks {
  gan: GanPair;
  learner: Network;
}

export interface LatentSearchOptions {
  /** Number of latent points. */
  count: number;
  /** Of the initial points. */
  rng: Rng;
  /** Of Adam; 100 in the paper. */
  steps: number;
  rate: number;
  objective: LatentObjective;
  /** Number of recorded points of each path, for two-dimensional data: start and end among them, evenly spaced over the steps. */
  pathPoints?: number;
}

export interface LatentSearchResult {
  /** G(z) after the last step, standardised as a learner takes it: `[count, …shape]`. */
  samples: Float32Array;
  /** Their objectives, `[count]`. */
  objectives: Float32Array;
  /** Samples along each path, `[points, count, …shape]`, where asked for; no more points than steps and the start. */
  paths?: Float32Array;
}

/** Latent points per batch. They are independent, so that this changes the memory alone. */
const BATCH_SIZE = 128;

/**
 * Draws z ~ N(0, I) for all points and optimises them by Adam, batch after batch.
 * @throws Problem `unfit` where the objective does not suit the learner
 */
export async function searchLatent(
  networks: SearchedNetworks,
  search: LatentSearchOptions,
  control: Control,
): Promise<LatentSearchResult> {
  const { gan, learner } = networks;
  const { count, rng } = search;
  checkObjective(learner, search.objective);
  const { latent, shape } = gan.generator;
  const size = sampleSize(shape);
  const start = latentPoints(rng, count, latent);
  const recorded = recordedSteps(search);
  const result: LatentSearchResult = {
    samples: new Float32Array(count * size),
    objectives: new Float32Array(count),
    ...(search.pathPoints && { paths: new Float32Array(recorded.length * count * size) }),
  };
  for (let from = 0; from < count; from += BATCH_SIZE) {
    const n = Math.min(BATCH_SIZE, count - from);
    await optimiseBatch(from, n);
  }
  return result;

  async function optimiseBatch(from: number, n: number): Promise<void> {
    const first = tf.tensor2d(start.slice(from * latent, (from + n) * latent), [n, latent]);
    const z = tf.variable(first) as tf.Variable<tf.Rank.R2>;
    first.dispose();
    const adam = optimizerFor('adam', search.rate, [z as tf.Variable]);
    try {
      for (let step = 0; step <= search.steps; step++) {
        await control.checkpoint();
        if (recorded.includes(step)) await recordStep(from, step, z);
        if (step < search.steps) adamStep(z, adam);
        control.progress(Math.min(count, from + n * Math.min(1, (step + 1) / (search.steps + 1))), count);
      }
    } finally {
      adam.dispose();
      z.dispose();
    }
  }

  function adamStep(z: tf.Variable<tf.Rank.R2>, adam: ReturnType<typeof optimizerFor>): void {
    const sign = search.objective === 'entropy' ? -1 : 1;
    tf.tidy(() => {
      // summed, not averaged, so that each point has its own gradient
      const { grads } = tf.variableGrads(
        () => tf.mul(sign, tf.sum(objectiveAt(networks, search.objective, z))),
        [z as tf.Variable],
      );
      adam.step([grads[z.name]!]);
    });
  }

  /** Records the samples and objectives of the points after a step. */
  async function recordStep(from: number, step: number, z: tf.Tensor2D): Promise<void> {
    const [samples, scores] = tf.tidy(() => {
      const generated = toStandardised(gan.generator.generate(z, { training: false }), gan.scaling);
      return [generated, objectiveOf(learner, search.objective, generated)];
    });
    const [values, objectiveValues] = await Promise.all([samples, scores].map((one) => one.data<'float32'>()));
    result.paths?.set(values!, (recorded.indexOf(step) * count + from) * size);
    if (step === search.steps) {
      result.objectives.set(objectiveValues!, from);
      result.samples.set(values!, from * size);
    }
    tf.dispose([samples, scores]);
  }
}

/** The steps after which samples are recorded, ascending: the last, and for paths the first and those between. */
function recordedSteps({ steps, pathPoints }: LatentSearchOptions): number[] {
  if (!pathPoints) return [steps];
  const last = Math.max(2, pathPoints) - 1;
  return [...new Set(Array.from({ length: last + 1 }, (_, i) => Math.round((i * steps) / last)))];
}

/** The objective of the sample generated from each latent point, `[n]`; differentiable with respect to z. */
export const objectiveAt = (
  { gan: { generator, scaling }, learner }: SearchedNetworks,
  objective: LatentObjective,
  z: tf.Tensor2D,
): tf.Tensor1D => objectiveOf(learner, objective, toStandardised(generator.generate(z, { training: false }), scaling));

/** The objective of standardised samples, `[n]`. */
function objectiveOf(learner: Network, objective: LatentObjective, samples: tf.Tensor): tf.Tensor1D {
  const outputs = learner.head(learner.features(samples, { training: false }));
  return objective === 'entropy' ? entropies(outputs) : distances(outputs, lastWeights(learner));
}

/** −Σ p ln p of each row of logits, in nats. */
function entropies(logits: tf.Tensor2D): tf.Tensor1D {
  const logs = logSoftmax(logits);
  return tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 1));
}

/** |w·x + b| / ‖w‖ from the output, or from the difference of the two logits. */
function distances(outputs: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor1D {
  const signed = logitDifference(outputs);
  return tf.abs(tf.div(signed, tf.norm(logitDifference(weights)))) as tf.Tensor1D;
}

const logitDifference = (columns: tf.Tensor2D): tf.Tensor1D => {
  const n = columns.shape[0];
  if (columns.shape[1] === 1) return tf.reshape(columns, [n]);
  return tf.reshape(tf.sub(tf.slice(columns, [0, 1], [n, 1]), tf.slice(columns, [0, 0], [n, 1])), [n]);
};

/** Weights of the last layer, `[featureSize, outputs]`: its biases are the last variable. */
const lastWeights = (learner: Network): tf.Tensor2D => learner.variables.at(-2) as tf.Variable<tf.Rank.R2>;

function checkObjective(learner: Network, objective: LatentObjective): void {
  if (objective === 'entropy' && learner.loss === 'hinge')
    throw new Problem(
      'unfit',
      'Entropy needs probabilities, and a learner with hinge loss gives none.',
      'Choose minimum distance, or cross-entropy for the learner.',
    );
  if (objective === 'minimum-distance' && !hasHyperplane(learner))
    throw new Problem(
      'unfit',
      'Minimum distance needs the separating plane of a linear learner with two classes.',
      'Choose entropy, or a linear learner and two classes.',
    );
}
