/** What a training method is to the rooms above. Any method goes with any strategy whose needs it meets. */
import type { Rng } from '../random/rng.ts';
import type { Mixture } from '../algorithms/mixture/mixture.ts';
import type { Network } from '../models/model.ts';
import type { TrainingInfo } from '../protocol/catalogue.ts';
import type { TrainingSpec } from '../protocol/spec.ts';
import type { Tensor1D, Tensor2D } from '../tensor/tf.ts';

/** Some samples of a data set, read when they are needed. */
export interface SampleSet {
  readonly count: number;
  /** Labels by position; −1 where there is none. */
  readonly labels: Int32Array;
  /** Normalised values of the samples at these positions (0 … count − 1), one after the other. */
  read(positions: ArrayLike<number>): Promise<Float32Array>;
}

/** How a long call works with the thread that it runs on. */
export interface Control {
  /** Awaited often (each batch): lets messages in, waits while paused, throws a `cancelled` problem when stopped. */
  checkpoint(): Promise<void>;
  progress(done: number, total: number): void;
  /** Lets messages in, such as a pause; neither waits nor throws. */
  yield?(): Promise<void>;
  /** Whether the next `checkpoint()` waits or throws, because of a pause or a stop: the moment to save. */
  interrupted?(): boolean;
}

/** Report of the training loop. */
export interface LoopReport {
  /** Gradient steps taken, earlier calls of a resumed training included. */
  steps: number;
  /** 0 where the schedule has none. */
  epochs: number;
  /** The epoch whose weights were kept. */
  bestEpoch: number;
  /** Mean loss of the last epoch; NaN where the schedule has none. */
  loss: number;
  /** Of the weights that were kept; null without a validator. */
  validationAccuracy: number | null;
}

export interface FitReport extends LoopReport {
  /** Further numbers of the training by name, for the log; none where absent. */
  metrics?: Record<string, number>;
  artifacts?: Artifacts;
}

/** What a training method leaves behind for the query of the same cycle; freed after it. */
export interface Artifacts {
  /** g or D of trunk features `[n, trunkSize]` → `[n]` in 0 … 1; greater where a sample looks unlabelled. */
  critic?(trunk: Tensor2D): Tensor1D;
  /** ψ of the labelled and the unlabelled trunk features. */
  mixtures?: { labelled: Mixture; unlabelled: Mixture };
  dispose(): void;
}

export interface TrainingContext extends Control {
  rng: Rng;
  /** |B|: how many labels a query asks for; 0 where absent, since none follows. */
  queryBatchSize?: number;
}

export interface TrainingMethod {
  about: TrainingInfo;
  /** Fits the network's weights in place; the best ones by the validation split stay. */
  fit(
    network: Network,
    labelled: SampleSet,
    unlabelled: SampleSet,
    validation: SampleSet,
    spec: TrainingSpec,
    context: TrainingContext,
  ): Promise<FitReport>;
}
