/** What a network is to the rooms above: how to build it, run it and let it go. */
import type { Draws } from '../chance/draws.ts';
import type { ModelInfo } from '../spec/catalogue.ts';
import type { Values } from '../spec/schema.ts';
import type { Tensor2D, Tensor, Variable } from '../tensor/tf.ts';

/** Training mode draws dropout from the stream; inference mode is deterministic. */
export type Mode = { training: true; draws: Draws } | { training: false };

export interface Network {
  /** Sample shape, without the batch axis. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** hinge: one output, the signed distance to the hyper-plane times ‖w‖; class 1 where positive. */
  readonly loss: 'cross-entropy' | 'hinge';
  /** Length of what `features` gives for one sample. */
  readonly featureSize: number;
  /** In a fixed order, so that weights can be copied out and back. */
  readonly variables: readonly Variable[];
  /** `[n, ...shape]` → `[n, featureSize]`, what the last layer takes. */
  features(samples: Tensor, mode: Mode): Tensor2D;
  /** `[n, featureSize]` → `[n, classes]` logits, or `[n, 1]` for hinge. */
  head(features: Tensor2D): Tensor2D;
  dispose(): void;
}

export interface Model {
  about: ModelInfo;
  /** Fresh weights from the stream, so that the same stream gives the same weights. */
  build(shape: readonly number[], classes: number, draws: Draws, parameters: Values): Network;
}
