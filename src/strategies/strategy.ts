/** What a query strategy is to the experiment. A new one is one file here and one line in `index.ts`. */
import type { Draws } from '../chance/draws.ts';
import type { Network } from '../models/model.ts';
import type { Need, StrategyInfo } from '../spec/catalogue.ts';
import type { Values } from '../spec/schema.ts';
import type { Leftovers, Pacing, SampleSet } from '../training/training.ts';

/** Some samples as the learner sees them. What the strategy's `needs` do not name is absent. */
export interface View {
  /** Indices into the data set; positions of a grid for surfaces. */
  indices: Int32Array;
  classes: number;
  /** `[n, classes]`. */
  probabilities: Float32Array;
  /** `[n, featureSize]`, what the learner's last layer takes. */
  features?: Float32Array;
  featureSize: number;
  /** `[n, trunkSize]`, the feature extractor's output z. */
  trunk?: Float32Array;
  /** `[n]` distances to the hyper-plane, |w·x + b| / ‖w‖. */
  distances?: Float32Array;
}

/** The learner itself, for strategies that look further than at its outputs. */
export interface Learner {
  network: Network;
  /** The unlabelled pool: position i is `poolIndices[i]`. */
  pool: SampleSet;
  labelled: SampleSet;
  /** What the training method left behind in this cycle. */
  leftovers?: Leftovers;
}

export interface StrategyContext extends Pacing {
  /** How many to choose; never more than there are. */
  size: number;
  classes: number;
  /** Unlabelled samples in all. */
  poolSize: number;
  parameters: Values;
  draws: Draws;
  /** Indices of all unlabelled samples, ascending. */
  poolIndices: Int32Array;
  /** One pass of the learner over the unlabelled pool, in batches, in inference mode. */
  pool(): AsyncIterable<View>;
  /** The labelled samples as the learner sees them. */
  labelled(): Promise<View & { labels: Int32Array }>;
  learner: Learner;
}

export interface Selection {
  /** Distinct indices into the data set, in the order of choice. */
  indices: Int32Array;
  /** One each, as the strategy defines them. */
  scores: Float32Array;
  /** Of a score put together from several: what each by itself would have chosen, as many indices as there are above. */
  alone?: { metric: string; indices: Int32Array }[];
}

/** How much the strategy would like to ask at the places of a view: greater is sooner. */
export interface Wish {
  (view: View): Float32Array | Promise<Float32Array>;
  /** ψ of the labelled and the unlabelled trunk features, where it goes by them. */
  mixtures?: NonNullable<Leftovers['mixtures']>;
}

export interface Strategy {
  about: StrategyInfo;
  /** What it needs beside what `about` names, by its parameters. */
  needsToo?(parameters: Values): Need[];
  /** @throws Problem `unfit` where learner or data do not suit, said before anything is trained */
  select(context: StrategyContext): Promise<Selection>;
  /**
   * The wish to ask at any place, for the surface on the plane: greater is sooner. Absent where a sample's worth
   * is no function of what a view holds (random; strategies that run the learner again).
   */
  surface?(context: StrategyContext): Promise<Wish>;
}
