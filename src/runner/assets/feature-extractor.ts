/** Features of samples by which neighbours are found, of each kind that does not change with the learner. */
import { sampleSize } from '../../protocol/dataset.ts';
import type { Wanted } from '../../strategies/contracts/strategy.ts';
import { codesOf, type Coder } from '../../generative/auto-encoder-training.ts';
import { criticFeatures, type Features } from '../../generative/gan-sampling.ts';
import type { GanPair } from '../../generative/gan-training.ts';
import { batches } from '../../trainer/predict.ts';
import type { Pacing, SampleSet } from '../../trainer/training-method.ts';
import type { Workshop } from './asset-context.ts';

export type FeatureKind = NonNullable<Wanted['features']>['of'];

export interface Extractor {
  kind: FeatureKind;
  dimensions: number;
  /** Batch after batch, in order. */
  of(samples: SampleSet, pacing: Pacing): AsyncIterable<Features>;
  /** Assets that it is made of. */
  from: string[];
}

/** What the features are taken from. */
export interface Sources {
  gan: { pair: GanPair; id: string };
  coder?: { coder: Coder; id: string };
}

/** @param sources with the auto-encoder, where its features are asked for */
export function extractorFor({ info }: Workshop, kind: FeatureKind, { gan, coder }: Sources): Extractor {
  if (kind === 'pixels')
    return {
      kind,
      dimensions: sampleSize(info.shape),
      of: (samples, pacing) => batches(info.shape, samples, pacing),
      from: [],
    };
  if (kind === 'discriminator')
    return {
      kind,
      dimensions: gan.pair.critic.featureSize,
      of: (samples, pacing) => criticFeatures(gan.pair, samples, pacing),
      from: [gan.id],
    };
  return {
    kind,
    dimensions: coder!.coder.network.codeSize,
    of: (samples, pacing) => codesOf(coder!.coder, samples, pacing),
    from: [coder!.id],
  };
}
