/**
 * The log: what happened in an experiment, in order. Spec + log is all there is; every figure, table, export and
 * resumed run is a view of it. Only the fields named `time` and `seconds` differ between two runs of one spec on one adapter;
 * where a run changed its adapter on the way, the log says so (`moved`).
 */
import type { AssetKind, SearchKind } from './assets.ts';
import type { DatasetInfo } from './dataset.ts';
import type { LoggedAnswers, LoggedSynthesizedQueries } from './synthesized-queries.ts';
import type { Spec } from './spec.ts';

export interface BackendInfo {
  name: 'webgpu' | 'wasm' | 'cpu';
  /** The GPU's name, or how WASM runs: "SIMD, 2 threads". */
  adapter: string;
  /** Why this one, and what to do to get a faster one, for a person. */
  reason: string;
}

/** Where in the experiment an event belongs. `arm` counts from 0 in the spec's order, `cycle` from 0. */
export interface StepKey {
  seed: number;
  cycle: number;
  arm: number;
}

export interface Started {
  type: 'started';
  /** Milliseconds since 1970. */
  time: number;
  version: string;
  spec: Spec;
  dataset: Pick<DatasetInfo, 'id' | 'name' | 'kind' | 'shape' | 'classes' | 'count'>;
  backend: Pick<BackendInfo, 'name' | 'adapter'>;
}

/**
 * From here on the run is on another backend or adapter than before: its GPU was lost, or it was taken up elsewhere. A new
 * device of the same adapter is none of these. What follows is computed and timed by another machine than what was before.
 */
export interface BackendChanged {
  type: 'moved';
  /** Milliseconds since 1970. */
  time: number;
  backend: Pick<BackendInfo, 'name' | 'adapter'>;
}

/** Once per seed, before its first step: what all arms of the seed share. */
export interface SplitMade {
  type: 'split';
  seed: number;
  train: number;
  validation: number;
  test: number;
  /** Class counts of the pool (train), for the ticks in the label distribution. Unlabelled samples count nowhere. */
  poolCounts: number[];
  initial: number[];
  initialLabels: number[];
}

/** What critic or discriminator said over the last tenth of the training, as means. */
export interface AdversaryReport {
  /** Its values, 0–1, on unlabelled and on labelled samples. */
  unlabelled: number;
  labelled: number;
  /** ‖∇g‖ where the penalty is taken, between labelled and unlabelled features; absent where there is none. */
  norm?: number;
  /** Entropy of its verdicts in nats, at most ln 2. */
  entropy: number;
}

export interface Trained extends StepKey {
  type: 'trained';
  labelled: number;
  /** Gradient steps taken. */
  steps: number;
  epochs: number;
  /** The epoch whose weights were kept. */
  bestEpoch: number;
  /** Mean training loss of the last epoch. */
  loss: number;
  /** Fraction; null without a validation split. */
  validationAccuracy: number | null;
  /** Of training methods with an adversary. */
  adversary?: AdversaryReport;
  seconds: number;
}

export interface Measured extends StepKey {
  type: 'measured';
  /** Labels that were asked for so far, the initial ones included; a question counts as one, whatever came of it. */
  labelled: number;
  /** Fraction of the test split. */
  testAccuracy: number;
  /** Labelled samples of each class. */
  counts: number[];
  seconds: number;
}

/** Two-dimensional data only: what the figure of the plane draws. Row-major from the top-left cell, bytes in base64. */
export interface PlaneMapped extends StepKey {
  type: 'mapped';
  columns: number;
  rows: number;
  /** Data coordinates of the outer edges: left, right, bottom, top. */
  extent: [number, number, number, number];
  /** The class predicted in each cell. */
  predicted: string;
  /** The probability of that class, 0–255 for 0–1. */
  confidence: string;
  /** The strategy's wish to ask there, 0–255 from its least to its greatest in the map; absent where it has none. */
  acquisition?: string;
  /** What the training's critic says of each cell, 0–1, greater where it looks unlabelled; of trainings that leave one. */
  critic?: MappedValues;
  /** Where training or query has mixtures of the features. */
  mixtures?: MappedMixtures;
}

/** A number for each cell: bytes in base64, 0–255 from the least to the greatest in the map. */
export interface MappedValues {
  values: string;
  least: number;
  greatest: number;
}

export interface MappedMixtures {
  /** asinh of I_like = ln p(z; ψ_U) − ln p(z; ψ_L): its own scale around 0, logarithmic further out. */
  likelihood: MappedValues;
  /** The components of ψ_L and of ψ_U as they lie on the plane; without those that there are not. */
  labelled: MappedComponent[];
  unlabelled: MappedComponent[];
}

/**
 * A Gaussian on the plane, in data coordinates. Where the features are the plane itself it is the component; otherwise the
 * mean and covariance of the samples to which the mixture was fitted, weighted by the component's responsibility for each.
 */
export interface MappedComponent {
  /** The class that it stands for, or began at. */
  label: number;
  /** π. */
  weight: number;
  mean: [number, number];
  /** Of x, of x with y, of y. */
  covariance: [number, number, number];
}

export interface Queried extends StepKey {
  type: 'queried';
  /** Chosen samples, in the order of choice; indices into the data set. */
  indices: number[];
  /** The strategy's own score of each; its meaning is the strategy's. */
  scores: number[];
  /** Entropy of the learner's prediction for each, in nats, before the answer. */
  entropies: number[];
  predictions: number[];
  /**
   * Cross-entropy of that prediction with the true class, −ln p in nats; null where the truth is not known. In runs with a
   * method that compares labelled with unlabelled features, for every arm.
   */
  losses?: (number | null)[];
  /** Mean of the same over as many samples, had they been chosen by one part of the strategy's score alone. */
  alone?: { metric: string; loss: number }[];
  /** What a generator made for the query, of strategies that have one. */
  imagined?: LoggedQueryTargets;
  /** What had been prepared for it, of strategies that have something prepared. */
  prepared?: AssetUse;
  /** How the real neighbours of imagined samples were found, and which share of the true ones such a search finds. */
  search?: { kind: SearchKind; recall: number };
  /** Samples that do not exist and are to be labelled themselves, of strategies that ask so; none of the pool is chosen then. */
  synthetic?: LoggedSynthesizedQueries;
  /** Unlabelled samples that there were to choose from. */
  poolSize: number;
  /** Choosing, scoring of the pool included; without what was prepared. */
  seconds: number;
}

export interface AssetUse {
  /** In this step: making, or reading from the store; next to nothing where all was at hand. */
  seconds: number;
  /** All that the query stands on, with the seconds that making it took, whenever that was. */
  assets: UsedAsset[];
}

export interface UsedAsset {
  id: string;
  kind: AssetKind;
  seconds: number;
}

/** Samples that do not exist, and which real ones were chosen for their sake. */
export interface LoggedQueryTargets {
  /** One after the other, as the data set stores its own: bytes in base64, or numbers. */
  values: string | number[];
  /** What the learner was moved to think of each: its entropy in nats, or its distance to the separating plane. */
  worth: number[];
  /** For each chosen sample, which of these it stands in for. */
  of: number[];
  /** For each chosen sample, how far it is from that one in the features. */
  distances: number[];
  /**
   * Of points of the plane: where each was on its way, from its start to its end; as many places of each, place after
   * place, in a place sample after sample, x and y of each.
   */
  ways?: number[];
}

export interface Labelled extends StepKey {
  type: 'labelled';
  indices: number[];
  labels: number[];
  /** To the query's synthetic questions. */
  synthetic?: LoggedAnswers;
}

/** The learner trained on every label of the pool. */
export interface FullSupervision {
  type: 'referenced';
  seed: number;
  labelled: number;
  testAccuracy: number;
  seconds: number;
}

export interface Finished {
  type: 'finished';
  time: number;
}

export type LogEvent =
  | Started
  | BackendChanged
  | SplitMade
  | Trained
  | Measured
  | PlaneMapped
  | Queried
  | Labelled
  | FullSupervision
  | Finished;

/** A run as it stands in the store's list, without its events. */
export interface RunInfo {
  id: string;
  name: string;
  spec: Spec;
  dataset: { id: string; name: string };
  created: number;
  updated: number;
  /** finished; otherwise it can go on. */
  finished: boolean;
  /** Steps in the log and in the whole plan. */
  stepsDone: number;
  stepsTotal: number;
  /** The one that it is on, or was on last. */
  backend: Pick<BackendInfo, 'name' | 'adapter'>;
}
