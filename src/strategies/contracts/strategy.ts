/** What a query strategy is to the experiment. A new one is one file here and one line in `index.ts`. */
import type { Rng } from '../../random/rng.ts';
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import type { SearchChoice } from '../../algorithms/neighbours/build-search.ts';
import type { Encoder } from '../../generative/networks/encoder-network.ts';
import type { Network } from '../../models/model.ts';
import type { StrategyInfo } from '../../protocol/catalogue.ts';
import type { RequirementKey } from '../../protocol/requirements.ts';
import type { AnnotatorKind } from '../../protocol/synthesized-queries.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import type { GanPair } from '../../generative/gan-training.ts';
import type { Artifacts } from '../../training/training-method.ts';
import type { Control } from '../../trainer/control.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';

/** Some samples as the learner sees them. What the strategy's `needs` do not name is absent. */
export interface PredictionView {
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
export interface FittedLearner {
  network: Network;
  /** The unlabelled pool: position i is `poolIndices[i]`. */
  pool: SampleSet;
  labelled: SampleSet;
  /** What the training method left behind in this cycle. */
  artifacts?: Artifacts;
}

/** What a strategy has prepared of the pool, once for all cycles and arms. */
export interface AssetRequest {
  /** Recipe of the GAN, and how many steps it takes instead of the recipe's own. */
  gan: string;
  ganSteps?: number;
  /** A network that finds the latent points of real samples, and how many steps it takes instead of its recipe's own. */
  encoder?: { steps?: number };
  /** Where neighbours are near to each other; none where the strategy sees to that itself. */
  features?: { of: 'pixels' | 'auto-encoder' | 'discriminator'; components: number; search: SearchChoice };
  /** Of all chance in it: other than the run's, so that runs with other seeds share what is costly. */
  seed: number;
}

export interface QueryAssets {
  gan: GanPair;
  encoder?: Encoder;
  neighbours?: {
    /** Over all samples that were in the pool at first: its sample i is index `indices[i]` of the data set; ascending. */
    search: NeighbourSearch;
    indices: Int32Array;
    /** The search's features of standardised samples `[n, …shape]` row-major. */
    featuresOf(samples: Float32Array): Promise<Float32Array>;
  };
}

export interface StrategyContext extends Control {
  /** How many to choose; never more than there are. */
  batchSize: number;
  classes: number;
  /** Unlabelled samples in all. */
  poolSize: number;
  parameters: ParameterValues;
  rng: Rng;
  /** Indices of all unlabelled samples, ascending. */
  poolIndices: Int32Array;
  /**
   * One pass of the learner over the unlabelled pool, in batches, in inference mode.
   * @param among indices of the samples to look at; all of `poolIndices` where absent
   */
  pool(among?: Int32Array): AsyncIterable<PredictionView>;
  /** The labelled samples as the learner sees them. */
  labelled(): Promise<PredictionView & { labels: Int32Array }>;
  learner: FittedLearner;
  /** For strategies that need a generator. Belongs to the experiment, which frees it with the step. */
  requestAssets?(choice: AssetRequest): Promise<QueryAssets>;
}

/** Samples that a generator made, and real ones that were chosen for their sake. */
export interface QueryTargets {
  /** Standardised, `[n, …shape]` row-major. */
  samples: Float32Array;
  /** How much the learner would like to know of each: entropy in nats, or distance to its plane. */
  acquisition: Float32Array;
  /** For each chosen sample, which of these it stands in for, and the squared distance in the features. */
  matchedTo: Int32Array;
  distances: Float64Array;
  /** Samples on the way to each, `[places, n, …shape]` from its start to its end; of points of the plane. */
  paths?: Float32Array;
}

/** Samples that a generator made, to be labelled themselves. */
export interface SynthesizedQueries {
  form: 'sample' | 'strip';
  /** Samples in each question. */
  samplesPerQuery: number;
  /** Standardised, `[questions · each, …shape]` row-major: what is shown. */
  samples: Float32Array;
  /** Of each question, as for `Imagined`. */
  acquisition: Float32Array;
  /** Of strips: both ends of each in latent space, `[questions, 2, latent]`, and the pool's sample that it goes through. */
  ends?: Float32Array;
  throughIndices?: Int32Array;
  /** Who is to answer. */
  annotator: AnnotatorKind;
}

export interface Selection {
  /** Distinct indices into the data set, in the order of choice. */
  indices: Int32Array;
  /** One each, as the strategy defines them. */
  scores: Float32Array;
  /** Of a score put together from several: what each by itself would have chosen, as many indices as there are above. */
  perMetric?: { metric: string; indices: Int32Array }[];
  queryTargets?: QueryTargets;
  /** In place of samples of the pool, of which none is chosen then. */
  synthesizedQueries?: SynthesizedQueries;
  /** What found the real neighbours of the imagined samples. */
  search?: Pick<NeighbourSearch, 'kind' | 'recall'>;
}

/** How much the strategy would like to ask at the places of a view: greater is sooner. */
export interface Acquisition {
  (view: PredictionView): Float32Array | Promise<Float32Array>;
  /** ψ of the labelled and the unlabelled trunk features, where it goes by them. */
  mixtures?: NonNullable<Artifacts['mixtures']>;
}

export interface Strategy {
  about: StrategyInfo;
  /** Keys of `requirements` beside those in `about`, by its parameters. */
  requirementsFor?(parameters: ParameterValues): RequirementKey[];
  /** Of a strategy whose learner lives in a generator's latent space: what makes latent points of the samples. */
  latentSpaceAssets?(parameters: ParameterValues): AssetRequest;
  /** @throws Problem `unfit` where learner or data do not suit, said before anything is trained */
  select(context: StrategyContext): Promise<Selection>;
  /**
   * The wish to ask at any place, for the surface on the plane: greater is sooner. Absent where a sample's worth
   * is no function of what a view holds (random; strategies that run the learner again).
   */
  acquisition?(context: StrategyContext): Promise<Acquisition>;
}
