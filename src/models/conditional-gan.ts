/** Contracts of the networks of a class-conditional GAN whose discriminator is also its classifier (AC-GAN). */
import type { Rng } from '../random/rng.ts';
import type { Tensor, Tensor2D, Variable } from '../tensor/tf.ts';
import type { Mode } from './model.ts';
import type { InitialWeights } from './parts/weights.ts';

/** The architecture and loss that an AC-GAN is built on. */
export type GanBase = 'dcgan' | 'sngan' | 'wgan-gp';

/** Draws samples of a given class. */
export interface ConditionalGenerator {
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** Length of a latent point; latent points are standard normal. */
  readonly latent: number;
  /**
   * Latent points z `[n, latent]` and classes as one-hot rows `[n, classes]` → standardised samples `[n, …shape]`. Differentiable
   * by its weights in both modes.
   */
  generate(z: Tensor2D, classRows: Tensor2D, mode: Mode): Tensor;
  readonly variables: readonly Variable[];
  /** Running statistics of batch norm. */
  readonly state: readonly Variable[];
  /** Random streams that continue from pass to pass; none. */
  readonly streams?: Readonly<Record<string, Rng>>;
  dispose(): void;
}

/** What a network has beside its classifier, where it is the discriminator of such a GAN too: they share all but the last layer. */
export interface Discriminator {
  readonly base: GanBase;
  /** Features `[n, featureSize]` → `[n, 1]`: the logit of “real”, or of WGAN-GP the critic's value. */
  score(features: Tensor2D): Tensor2D;
  /** One power iteration of each spectral norm; called before each step of the discriminator. */
  iterateNorms(): void;
  /** An untrained generator of the samples that it discriminates. */
  buildGenerator(rng: InitialWeights): ConditionalGenerator;
}
