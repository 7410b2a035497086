/** What generators, critics and auto-encoders are to the rooms above, and what a pair of networks for a GAN is. */
import type { ModelInfo } from '../../protocol/catalogue.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import type { Tensor, Tensor2D, Variable } from '../../tensor/tf.ts';
import type { Mode } from '../../models/model.ts';
import type { InitialWeights } from '../../models/parts/weights.ts';

/** What an optimiser moves, and what else a checkpoint keeps. */
export interface Trainable {
  /** Of one sample, without the batch axis. */
  readonly shape: readonly number[];
  /** What the optimiser moves, in a fixed order. */
  readonly variables: readonly Variable[];
  /** Running statistics of batch norm, in a fixed order; empty where there is none. */
  readonly state: readonly Variable[];
  dispose(): void;
}

export interface Generator extends Trainable {
  /** Length of a latent point; latents are standard normal. */
  readonly latent: number;
  /** `[n, latent]` → `[n, ...shape]`. Can be differentiated by z in either mode. */
  generate(z: Tensor2D, mode: Mode): Tensor;
}

/**
 * The critic of a Wasserstein GAN, or the discriminator of a DCGAN, whose score is then the logit of “real”. Holds no
 * layer that mixes the samples of a batch and can be differentiated twice, as the gradient penalty asks.
 */
export interface Critic extends Trainable {
  /** Length of what `features` gives for one sample. */
  readonly featureSize: number;
  /** Whether passes in training differ by dropout, as the consistency term asks. */
  readonly stochastic: boolean;
  /** `[n, ...shape]` → `[n, featureSize]`, the penultimate layer: what the last one scores. */
  features(samples: Tensor, mode: Mode): Tensor2D;
  /** `[n, featureSize]` → `[n, 1]`, unbounded. */
  score(features: Tensor2D): Tensor2D;
  /** score ∘ features. */
  scoreSamples(samples: Tensor, mode: Mode): Tensor2D;
}

export interface AutoEncoder extends Trainable {
  readonly codeSize: number;
  /** `[n, ...shape]` → `[n, codeSize]`. */
  encode(samples: Tensor, mode: Mode): Tensor2D;
  /** `[n, codeSize]` → `[n, ...shape]`. */
  decode(code: Tensor2D, mode: Mode): Tensor;
}

/** The least and the greatest value that a last layer can give; samples are to be brought into it. */
export type ValueRange = readonly [least: number, greatest: number];

/** A generator and a critic of one family. Parameters of both stand in `about`. */
export interface GanModel {
  about: ModelInfo;
  /** Of a generator's samples; unbounded where absent. */
  range?: ValueRange;
  /** @throws Problem `unfit` where there is no such network for this shape */
  generator(shape: readonly number[], rng: InitialWeights, parameters: ParameterValues): Generator;
  /** @throws Problem `unfit` where there is no such network for this shape */
  critic(shape: readonly number[], rng: InitialWeights, parameters: ParameterValues): Critic;
}

export interface AutoEncoderModel {
  about: ModelInfo;
  range: ValueRange;
  /** @throws Problem `unfit` where there is no such network for this shape */
  build(shape: readonly number[], rng: InitialWeights, parameters: ParameterValues): AutoEncoder;
}
