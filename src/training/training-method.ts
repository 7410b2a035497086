/** Contract of training methods: how a learner is fitted. Every method works with every strategy whose requirements it meets. */
import type { ConditionalGenerator, Network } from '../models/model.ts';
import type { TrainingInfo } from '../protocol/catalogue.ts';
import type { TrainingSettings } from '../protocol/settings.ts';
import type { Rng } from '../random/rng.ts';
import type { Tensor, Tensor1D, Tensor2D } from '../tensor/tf.ts';
import type { StateArrays } from '../trainer/carried-state.ts';
import type { Pass } from '../trainer/predict.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import type { LoopReport } from '../trainer/training-loop.ts';
import type { FitControl } from './fit-checkpoints.ts';

export interface FitInputs {
  /** Fitted in place, from the weights that it has. */
  network: Network;
  labelled: SampleSet;
  /** The rest of the pool; may be empty. */
  unlabelled: SampleSet;
  /** For early stopping; may be empty. */
  validation: SampleSet;
  settings: TrainingSettings;
  /** Streams of this training: batches, dropout, networks of the method's own. */
  rng: Rng;
  /**
   * What the training of the cycle before came to, of the same arm: its `kept`. Absent in the first cycle, after a training that
   * diverged, and for methods that do not continue from it.
   */
  previous?: StateArrays;
  /** |B|: labels per query; 0 where no query follows. */
  queryBatchSize: number;
}

export interface FitResult {
  /** With `diverged` where numbers are not finite; there need be no artifacts then. */
  report: LoopReport;
  /** Further numbers of the training by name, for log, tables and figures. */
  metrics: Record<string, number>;
  /** The learner that is measured and queries, where it is not the network as it was given: with another head. */
  network?: Network;
  /** For the query of the same cycle; disposed of after it, and after the network was used. */
  artifacts: Artifacts;
  /** What the training of the next cycle gets as `previous`; of methods that continue from it. */
  kept?: StateArrays;
}

/** Score of trunk features `[n, trunkSize]` → `[n]`. */
export type Score = (trunk: Tensor2D) => Tensor1D;

/** Score of samples that takes more of the learner's pass than the trunk features → `[n]`. */
export type PassScore = (pass: Pass) => Tensor1D;

/** Several fitted networks of one training. */
export interface Ensemble {
  /** Members. */
  count: number;
  /** Samples `[n, …shape]` → the class probabilities of each member, `[n, classes]` each. */
  probabilities(samples: Tensor): Tensor2D[];
}

/**
 * Results of a training for the query. A method with another kind of result declares it in its own file by
 * `declare module` (as `mixture/mixture-view.ts` declares `mixtures`), and names it in its `provides`.
 */
export interface Artifacts {
  /** By name: `critic` is 0 … 1, greater where a sample looks unlabelled. */
  scores: Record<string, Score>;
  /** By name, as `scores`: those of the stages, or of the samples themselves. */
  passScores?: Record<string, PassScore>;
  ensemble?: Ensemble;
  /** Draws samples of a given class, for measures of what it draws. */
  generator?: ConditionalGenerator;
  dispose(): void;
}

export const noArtifacts: Artifacts = { scores: {}, dispose: () => undefined };

export interface TrainingMethod {
  about: TrainingInfo;
  /** Why the method cannot train with these settings, and what to do; checked before anything is trained. */
  unfit?(settings: TrainingSettings): { message: string; remedy: string } | undefined;
  /**
   * Trains the network to the end, or from a checkpoint's step. After an error nothing is left to dispose of.
   * @throws Problem `cancelled` from `control`; `unfit` where the checkpoint is another training's
   */
  fit(inputs: FitInputs, control: FitControl): Promise<FitResult>;
}
