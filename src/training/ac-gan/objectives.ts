/**
 * Losses of discriminator, classifier and generator (Xie and Huang 2019, Equations 1–5, with two corrections). Equation 4 is
 * maximised and Equation 5 minimised in the paper; here both networks minimise. The classifier learns from real samples alone, as
 * in the paper; in Odena et al. 2017 from generated ones too. The generator's adversarial loss is the non-saturating one of all
 * reference code, −log D in place of log(1 − D), which has no gradient where D is sure.
 */
import type { ConditionalGenerator, GanBase, Mode, Network } from '../../models/model.ts';
import { crossEntropy, gradientPenalty, interpolated } from '../../tensor/layers.ts';
import * as tf from '../../tensor/tf.ts';

export interface AcGanObjective {
  /** cross-entropy of “real” and “generated”; wasserstein: the difference of the mean scores. */
  adversarial: 'cross-entropy' | 'wasserstein';
  /** λ of the gradient penalty; 0 for none. */
  penalty: number;
  /** Steps of the discriminator before each of the generator. */
  discriminatorSteps: number;
  /** Weight of the classifier's loss of generated samples in the generator's loss. */
  generatedClassWeight: number;
  /** Of Adam, for both networks. */
  betas: [number, number];
}

const crossEntropyObjective: AcGanObjective = {
  ...{ adversarial: 'cross-entropy', penalty: 0, discriminatorSteps: 1, generatedClassWeight: 1 },
  betas: [0.5, 0.999],
};

/** λ of Gulrajani et al. 2017 for images and for toy data: for points 10 oscillates (`generative/recipes/gan-recipes.ts`). */
const PENALTY = { images: 10, rows: 0.1 };

/** DCGAN and SNGAN as in the authors' code; WGAN-GP as in that of Gulrajani et al. 2017, with its 0.1 for the generated classes. */
export const objectiveOf = (base: GanBase, shape: readonly number[]): AcGanObjective =>
  base === 'wgan-gp'
    ? {
        ...{ adversarial: 'wasserstein', discriminatorSteps: 5, generatedClassWeight: 0.1, betas: [0.5, 0.9] },
        penalty: shape.length === 3 ? PENALTY.images : PENALTY.rows,
      }
    : crossEntropyObjective;

/** What the losses need of the learner: discriminator and classifier at once. */
export type AcGanLearner = Pick<Network, 'trunk' | 'neck' | 'head'> & Required<Pick<Network, 'discriminator'>>;

/** Input of both last layers, `[n, featureSize]`. */
export const sharedFeatures = ({ trunk, neck }: AcGanLearner, samples: tf.Tensor, mode: Mode): tf.Tensor2D =>
  neck(trunk(samples, mode), mode);

export interface DiscriminatorBatch {
  /** Standardised, `[n, …shape]`. */
  real: tf.Tensor;
  generated: tf.Tensor;
  /** Classes of the real samples, one-hot `[n, classes]`. */
  realClasses: tf.Tensor2D;
  /** e of each interpolate e · real + (1 − e) · generated, `[n]`, uniform. */
  interpolation: Float32Array;
}

export interface AcGanTerms {
  loss: tf.Scalar;
  /** With the penalty. */
  adversarial: tf.Scalar;
  /** Cross-entropy of the classes, in nats, without its weight. */
  classification: tf.Scalar;
}

/**
 * Minimised by discriminator and classifier: −E log D(real) − E log(1 − D(generated)) + CE(real). Only the pass over real samples
 * moves running statistics: the classifier is measured on real samples.
 */
export function discriminatorTerms(
  learner: AcGanLearner,
  { real, generated, realClasses, interpolation }: DiscriminatorBatch,
  { objective, mode }: { objective: AcGanObjective; mode: Mode & { training: true } },
): AcGanTerms {
  const { score } = learner.discriminator;
  const stateless = { ...mode, stateless: true } as const;
  const scoreOf = (samples: tf.Tensor): tf.Tensor2D => score(sharedFeatures(learner, samples, stateless));
  const features = sharedFeatures(learner, real, mode);
  const [realScores, generatedScores] = [score(features), scoreOf(generated)];
  const separation: tf.Scalar =
    objective.adversarial === 'wasserstein'
      ? tf.sub(tf.mean(generatedScores), tf.mean(realScores))
      : tf.add(tf.mean(tf.softplus(tf.neg(realScores))), tf.mean(tf.softplus(generatedScores)));
  const adversarial = objective.penalty
    ? tf.add(
        separation,
        tf.mul(objective.penalty, gradientPenalty(scoreOf, interpolated(real, generated, interpolation))),
      )
    : separation;
  const classification = crossEntropy(learner.head(features), realClasses);
  return { loss: tf.add(adversarial, classification), adversarial: adversarial as tf.Scalar, classification };
}

/** Latent points `[n, latent]` and their classes, one-hot `[n, classes]`. */
export interface GeneratorBatch {
  z: tf.Tensor2D;
  classRows: tf.Tensor2D;
}

/** Minimised by the generator: −E log D(generated) + CE(generated), the latter with its weight. No statistics are moved. */
export function generatorTerms(
  { learner, generator }: { learner: AcGanLearner; generator: Pick<ConditionalGenerator, 'generate'> },
  { z, classRows }: GeneratorBatch,
  { objective, mode }: { objective: AcGanObjective; mode: Mode & { training: true } },
): AcGanTerms {
  const stateless = { ...mode, stateless: true } as const;
  const features = sharedFeatures(learner, generator.generate(z, classRows, stateless), stateless);
  const scores = learner.discriminator.score(features);
  const adversarial: tf.Scalar =
    objective.adversarial === 'wasserstein' ? tf.neg(tf.mean(scores)) : tf.mean(tf.softplus(tf.neg(scores)));
  const classification = crossEntropy(learner.head(features), classRows);
  return {
    ...{ adversarial, classification },
    loss: tf.add(adversarial, tf.mul(objective.generatedClassWeight, classification)),
  };
}
