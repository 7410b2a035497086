/** Contract of strategies with a generator: the assets that they request and the samples that they generate. */
import type { NeighbourSearch } from '../../algorithms/neighbours/neighbours.ts';
import type { SearchChoice } from '../../algorithms/neighbours/build-search.ts';
import type { Encoder } from '../../generative/networks/encoder-network.ts';
import type { GanPair } from '../../generative/gan-training.ts';
import type { AnnotatorKind } from '../../protocol/synthesized-queries.ts';

/** Assets of the pool, prepared once for all cycles and arms. */
export interface AssetRequest {
  /** Recipe of the GAN, and its number of steps in place of the recipe's. */
  gan: string;
  ganSteps?: number;
  /** A network that maps real samples to latent points, and its number of steps in place of its recipe's. */
  encoder?: { steps?: number };
  /** Feature space and search of real neighbours; absent where the strategy searches by itself. */
  features?: { of: 'pixels' | 'auto-encoder' | 'discriminator'; components: number; search: SearchChoice };
  /** Of the assets' random streams. Not the run's seed, so that runs with other seeds share costly assets. */
  seed: number;
}

export interface QueryAssets {
  gan: GanPair;
  encoder?: Encoder;
  neighbours?: {
    /** Over all samples of the initial pool: its sample i is index `indices[i]` of the data set; ascending. */
    search: NeighbourSearch;
    indices: Int32Array;
    /** The search's features of standardised samples `[n, …shape]` row-major. */
    featuresOf(samples: Float32Array): Promise<Float32Array>;
  };
}

/** Generated samples, each matched to a queried real one. */
export interface QueryTargets {
  /** Standardised, `[n, …shape]` row-major. */
  samples: Float32Array;
  /** `[n]`: the learner's entropy in nats, or the distance to its hyper-plane. */
  acquisition: Float32Array;
  /** For each queried sample, the position of its generated one, and the squared distance in feature space. */
  matchedTo: Int32Array;
  distances: Float64Array;
  /** Samples along each latent path, `[points, n, …shape]` from its start to its end; for two-dimensional data. */
  paths?: Float32Array;
}

/** Generated samples that are labelled themselves. */
export interface SynthesizedQueries {
  form: 'sample' | 'strip';
  /** Samples in each query. */
  samplesPerQuery: number;
  /** The samples shown, standardised, `[queries · samplesPerQuery, …shape]` row-major. */
  samples: Float32Array;
  /** `[queries]`, as for `QueryTargets`. */
  acquisition: Float32Array;
  /** Of strips: both ends in latent space, `[queries, 2, latent]`, and the pool sample that each goes through. */
  ends?: Float32Array;
  throughIndices?: Int32Array;
  annotator: AnnotatorKind;
}
