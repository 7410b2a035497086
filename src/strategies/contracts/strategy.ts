/**
 * Contract of query strategies. A new one is one file in this room and one line in `index.ts`. `pointwise.ts` builds those that
 * score each sample by itself; `generation.ts` has what those with a generator request and return.
 */
import type { Rng } from '../../random/rng.ts';
import type { MixturePair } from '../../algorithms/mixture/mixture-pair.ts';
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import type { Network } from '../../models/model.ts';
import type { StrategyInfo } from '../../protocol/catalogue.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import type { FitControl } from '../../training/fit-checkpoints.ts';
import type { Artifacts } from '../../training/training-method.ts';
import type { Control } from '../../trainer/control.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { AssetRequest, QueryAssets, QueryTargets, SynthesizedQueries } from './generation.ts';
import type { PredictionRequest, PredictionView } from './prediction.ts';
import type { TrialOptions, TrialOutcome } from './trial.ts';

export interface Strategy {
  /** Name, parameters and requirements. What is not provided is refused before anything is trained. */
  about: StrategyInfo;
  /** Chooses the next batch. @throws Problem `unfit` where the learner or the data are not suitable */
  select(context: StrategyContext): Promise<Selection>;
  /**
   * Acquisition scores at any place, for decision maps and embeddings. Absent where a score is no function of the learner's
   * outputs for one sample.
   */
  acquisition?(context: StrategyContext): Promise<Acquisition>;
  /** Assets whose latent space is the learner's input space; absent where the learner takes the data's own samples. */
  latentSpaceAssets?(parameters: ParameterValues): AssetRequest;
}

export interface StrategyContext extends Control {
  /** Number of samples to query; at most `poolSize`. */
  batchSize: number;
  classes: number;
  /** Number of unlabelled samples. */
  poolSize: number;
  /** Indices of all unlabelled samples in the data set, ascending `[poolSize]`. */
  poolIndices: Int32Array;
  parameters: ParameterValues;
  rng: Rng;
  /**
   * One pass of the learner over the unlabelled pool in inference mode: the outputs asked for, in batches of bounded size, in
   * the order of `among`. Passes a checkpoint and reports progress at each batch.
   * @param among indices of the samples; all of `poolIndices` where absent
   * @throws Problem `unfit` where the learner has no such output
   */
  predict<const Asked extends PredictionRequest>(
    asked: Asked,
    among?: Int32Array,
  ): AsyncIterable<PredictionView<Asked>>;
  /** The same for the labelled samples, all in one view; index −1 for synthesized samples. */
  predictLabelled<const Asked extends PredictionRequest>(
    asked: Asked,
  ): Promise<PredictionView<Asked> & { labels: Int32Array }>;
  /**
   * A selector: networks that only the query needs. Fitted on the first call, whether the query or a decision map makes it, and
   * disposed of with the learner; later calls get the same. The time of the fit is the query's.
   * @param fit trains to the end, or from the stored checkpoint of its control; after an error nothing is left to dispose of
   */
  fitSelector<Selector extends { dispose(): void }>(fit: (control: FitControl) => Promise<Selector>): Promise<Selector>;
  /**
   * Another learner, trained as this one was on the same labels, with initial weights and batches of its own: streams named by the
   * member. Trained at the first call of a cycle; the runner disposes of it after the step.
   * @param member 1, 2, …
   */
  trainMember(member: number): Promise<Network>;
  /**
   * For strategies that cheat, as this reveals hidden labels: the learner of the next cycle if these samples were queried, measured.
   * All trials of a cycle have the same initial weights and the same streams of batches.
   * @param indices a part of the pool, in the order of the query
   */
  tryQuery(indices: Int32Array, options: TrialOptions): Promise<TrialOutcome>;
  /** The learner itself, for strategies that need gradients or parts of the network. */
  learner: FittedLearner;
  /** For strategies that require a generator. The runner disposes of the assets after the step. */
  requestAssets?(request: AssetRequest): Promise<QueryAssets>;
}

export interface FittedLearner {
  network: Network;
  /** The unlabelled pool: position i is `poolIndices[i]`. */
  pool: SampleSet;
  labelled: SampleSet;
  /** Provided by the training method for this cycle. */
  artifacts?: Artifacts;
}

export interface Selection {
  /** Distinct indices into the data set, in the order of choice. */
  indices: Int32Array;
  /** One per index, as the strategy defines them. */
  scores: Float32Array;
  /** Of a score with several terms: the batch that each term by itself would have chosen. */
  perMetric?: { metric: string; indices: Int32Array }[];
  /** Numbers about the query, by name, for log and card: a radius that was chosen. */
  metrics?: Readonly<Record<string, number>>;
  queryTargets?: QueryTargets;
  /** In place of pool samples; `indices` is empty then. */
  synthesizedQueries?: SynthesizedQueries;
  /** The search that matched `queryTargets` to real samples. */
  search?: Pick<NeighbourSearch, 'kind' | 'recall'>;
}

/** Acquisition scores for any samples of the learner's input space. */
export interface Acquisition<Asked extends PredictionRequest = PredictionRequest> {
  /** The learner's outputs that `score` takes. */
  outputs: Asked;
  /** `[n]`; higher is queried first. */
  score(view: PredictionView<Asked>): Float32Array | Promise<Float32Array>;
  /** ψ of the labelled and the unlabelled trunk features, where the score is computed from them. */
  mixtures?: MixturePair;
}

/** An acquisition whose view is typed by its outputs. */
export const acquisitionOf = <const Asked extends PredictionRequest>(
  acquisition: Acquisition<Asked>,
): Promise<Acquisition> => Promise.resolve(acquisition as Acquisition);
