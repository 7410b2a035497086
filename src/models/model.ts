/** Contracts of networks and of the models that build them. */
import type { Rng } from '../random/rng.ts';
import type { ModelInfo } from '../protocol/catalogue.ts';
import type { ParameterValues } from '../protocol/spec.ts';
import type { Augmenter } from '../tensor/augmentation.ts';
import type { Tensor2D, Tensor, Variable } from '../tensor/tf.ts';
import type { DatasetInfo } from '../protocol/dataset.ts';
import type { InitialWeights } from './parts/weights.ts';

/**
 * In training, dropout masks are drawn from the stream and batch norm uses the statistics of the batch. A stateless training
 * pass moves nothing that a training carries from batch to batch: neither the running statistics nor the augmentation's
 * streams, since it sees the samples as given. Inference uses the running statistics and is deterministic, unless a stream
 * for dropout is given: a Monte-Carlo pass (Gal and Ghahramani 2016), in which a fresh stream of the same name gives the same
 * masks for all samples and all batches.
 */
export type Mode = { training: true; rng: Rng; stateless?: true } | { training: false; dropout?: Rng };

/** Gets what each stage of a trunk comes to, in order: maps `[n, height, width, channels]`, or units `[n, units]`. */
export type Tap = (values: Tensor) => void;

/** features = neck ∘ trunk: the feature extractor, then the hidden layers of the head, if any. */
export interface Network {
  /** Sample shape, without the batch axis. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** hinge: one output, the signed distance to the hyper-plane times ‖w‖; class 1 where positive. */
  readonly loss: 'cross-entropy' | 'hinge';
  /** Trunk features per sample: the length of z in the distribution-matching papers. */
  readonly trunkSize: number;
  /** Features per sample. */
  readonly featureSize: number;
  /** Whether it has dropout, so that passes in mode `{ training: false, dropout }` differ. */
  readonly stochastic: boolean;
  /** Trainable weights, in a fixed order, so that they can be copied and restored. */
  readonly variables: readonly Variable[];
  /** Running statistics of batch norm, in a fixed order; updated by training passes, not by the optimiser. */
  readonly state: readonly Variable[];
  /** Random streams in addition to the mode's that continue from one training pass to the next, by name; none if absent. */
  readonly streams?: Readonly<Record<string, Rng>>;
  /** The augmentation of its training passes with streams of its own below `rng`; absent where there is none. */
  readonly augmenter?: (rng: Rng) => Augmenter;
  /** Channels or units of each stage of the trunk: groups of layers, or hidden layers; absent where it has none. */
  readonly stageSizes?: readonly number[];
  /** Of a network that is the discriminator of a class-conditional GAN too; absent for others. */
  readonly discriminator?: GanDiscriminator;
  /** `[n, ...shape]` → `[n, trunkSize]`. @param tap gets the values of the stages that `stageSizes` lists */
  trunk(samples: Tensor, mode: Mode, tap?: Tap): Tensor2D;
  /** `[n, trunkSize]` → `[n, featureSize]`; the identity where the head has no hidden layer. */
  neck(trunk: Tensor2D, mode: Mode): Tensor2D;
  /** `[n, ...shape]` → `[n, featureSize]`, the input of the last layer. */
  features(samples: Tensor, mode: Mode): Tensor2D;
  /** `[n, featureSize]` → `[n, classes]` logits, or `[n, 1]` for hinge. */
  head(features: Tensor2D): Tensor2D;
  dispose(): void;
}

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
export interface GanDiscriminator {
  readonly base: GanBase;
  /** Features `[n, featureSize]` → `[n, 1]`: the logit of “real”, or of WGAN-GP the critic's value. */
  score(features: Tensor2D): Tensor2D;
  /** One power iteration of each spectral norm; called before each step of the discriminator. */
  iterateNorms(): void;
  /** An untrained generator of the samples that it discriminates. */
  buildGenerator(rng: InitialWeights): ConditionalGenerator;
}

export interface NetworkInputs {
  /** Sample shape, without the batch axis. */
  shape: readonly number[];
  classes: number;
  /** Of the stored values, for networks that draw samples; absent where the samples are not those of a data set. */
  scale?: DatasetInfo['scale'] | undefined;
  /** Stream of the initial weights; equal streams give equal weights. */
  rng: InitialWeights;
  /** Values of the model's parameters; defaults where absent. */
  parameters: ParameterValues;
}

export interface Model {
  about: ModelInfo;
  /** @throws Problem `unfit` where the model does not take such samples or classes */
  build(inputs: NetworkInputs): Network;
}
