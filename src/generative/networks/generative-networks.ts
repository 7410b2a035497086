/** Contracts of generators, critics and auto-encoders, and of the models that build them. */
import type { ModelInfo } from '../../protocol/catalogue.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import type { Tensor, Tensor2D, Variable } from '../../tensor/tf.ts';
import type { Mode } from '../../models/model.ts';
import type { NetworkRange } from '../../models/parts/value-scaling.ts';
import type { InitialWeights } from '../../models/parts/weights.ts';

/** A network's trainable variables and running statistics, which a checkpoint saves. */
export interface Trainable {
  /** Of one sample, without the batch axis. */
  readonly shape: readonly number[];
  /** Trainable, in a fixed order. */
  readonly variables: readonly Variable[];
  /** Running statistics of batch norm, in a fixed order; empty where there is none. */
  readonly state: readonly Variable[];
  dispose(): void;
}

export interface Generator extends Trainable {
  /** Length of a latent point; latent points are standard normal. */
  readonly latent: number;
  /** `[n, latent]` → `[n, …shape]`. Differentiable by z in both modes. */
  generate(z: Tensor2D, mode: Mode): Tensor;
}

/**
 * The critic of a Wasserstein GAN, or the discriminator of a DCGAN, whose score is the logit of “real”. Has no layer that mixes the
 * samples of a batch, and can be differentiated twice, which the gradient penalty needs.
 */
export interface Critic extends Trainable {
  /** Length of one sample's features. */
  readonly featureSize: number;
  /** Whether training passes differ by dropout, which the consistency term needs. */
  readonly stochastic: boolean;
  /** `[n, …shape]` → `[n, featureSize]`, the penultimate layer. */
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

/** A generator and a critic of one family; `about` has the parameters of both. */
export interface GanModel {
  about: ModelInfo;
  /** Range of a generator's samples; unbounded where absent. */
  range?: NetworkRange;
  /** @throws Problem `unfit` where there is no such network for this shape */
  generator(shape: readonly number[], rng: InitialWeights, parameters: ParameterValues): Generator;
  /** @throws Problem `unfit` where there is no such network for this shape */
  critic(shape: readonly number[], rng: InitialWeights, parameters: ParameterValues): Critic;
}

export interface AutoEncoderModel {
  about: ModelInfo;
  range: NetworkRange;
  /** @throws Problem `unfit` where there is no such network for this shape */
  build(shape: readonly number[], rng: InitialWeights, parameters: ParameterValues): AutoEncoder;
}
