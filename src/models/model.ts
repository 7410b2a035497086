/** What a network is to the rooms above: how to build it, run it and let it go. */
import type { Rng } from '../random/rng.ts';
import type { ModelInfo } from '../protocol/catalogue.ts';
import type { ParameterValues } from '../protocol/spec.ts';
import type { Tensor2D, Tensor, Variable } from '../tensor/tf.ts';
import type { InitialWeights } from './parts/weights.ts';

/**
 * Training draws dropout from the stream, and batch norm takes the batch's own statistics. Inference uses the running
 * ones and is deterministic, but where a stream for dropout is given: one Monte-Carlo pass (Gal and Ghahramani 2016), in
 * which a fresh stream of one name thins the network in one way for all samples and all batches.
 */
export type Mode = { training: true; rng: Rng } | { training: false; dropout?: Rng };

/** features = neck ∘ trunk: the feature extractor, then the hidden layers of the head, where it has any. */
export interface Network {
  /** Sample shape, without the batch axis. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** hinge: one output, the signed distance to the hyper-plane times ‖w‖; class 1 where positive. */
  readonly loss: 'cross-entropy' | 'hinge';
  /** Length of what `trunk` gives for one sample: z of the distribution-matching papers. */
  readonly trunkSize: number;
  /** Length of what `features` gives for one sample. */
  readonly featureSize: number;
  /** Whether it has dropout, so that passes in mode `{ training: false, dropout }` differ. */
  readonly stochastic: boolean;
  /** What the optimiser moves, in a fixed order, so that weights can be copied out and back. */
  readonly variables: readonly Variable[];
  /** Running statistics of batch norm, in a fixed order: moved by training-mode passes, never by an optimiser. */
  readonly state: readonly Variable[];
  /** Random streams beside the mode's that continue from one training pass to the next, by name; none where absent. */
  readonly streams?: Readonly<Record<string, Rng>>;
  /** `[n, ...shape]` → `[n, trunkSize]`. */
  trunk(samples: Tensor, mode: Mode): Tensor2D;
  /** `[n, trunkSize]` → `[n, featureSize]`; the identity where the head has no hidden layer. */
  neck(trunk: Tensor2D, mode: Mode): Tensor2D;
  /** `[n, ...shape]` → `[n, featureSize]`, what the last layer takes. */
  features(samples: Tensor, mode: Mode): Tensor2D;
  /** `[n, featureSize]` → `[n, classes]` logits, or `[n, 1]` for hinge. */
  head(features: Tensor2D): Tensor2D;
  dispose(): void;
}

export interface NetworkInputs {
  /** Sample shape, without the batch axis. */
  shape: readonly number[];
  classes: number;
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
