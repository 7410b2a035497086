/** Features of samples by which neighbours are found, of each kind that does not change with the learner. */
import { sampleSize } from '../../protocol/dataset.ts';
import type { AssetRequest } from '../../strategies/contracts/strategy.ts';
import { encodeSamples, type ScaledAutoEncoder } from '../../generative/auto-encoder-training.ts';
import { criticFeatures, type FeatureBatch } from '../../generative/gan-sampling.ts';
import type { GanPair } from '../../generative/gan-training.ts';
import { sampleBatches } from '../../trainer/predict.ts';
import type { Control, SampleSet } from '../../trainer/training-method.ts';
import type { AssetContext } from './asset-context.ts';

export type FeatureKind = NonNullable<AssetRequest['features']>['of'];

export interface FeatureExtractor {
  kind: FeatureKind;
  dimensions: number;
  /** Batch after batch, in order. */
  extract(samples: SampleSet, control: Control): AsyncIterable<FeatureBatch>;
  /** Assets that it is made of. */
  assetIds: string[];
}

/** What the features are taken from. */
export interface ExtractorNetworks {
  gan: { pair: GanPair; id: string };
  autoEncoder?: { coder: ScaledAutoEncoder; id: string };
}

/** @param sources with the auto-encoder, where its features are asked for */
export function featureExtractorFor({ info }: AssetContext, kind: FeatureKind, { gan, autoEncoder }: ExtractorNetworks): FeatureExtractor {
  if (kind === 'pixels')
    return {
      kind,
      dimensions: sampleSize(info.shape),
      extract: (samples, control) => sampleBatches(info.shape, samples, control),
      assetIds: [],
    };
  if (kind === 'discriminator')
    return {
      kind,
      dimensions: gan.pair.critic.featureSize,
      extract: (samples, control) => criticFeatures(gan.pair, samples, control),
      assetIds: [gan.id],
    };
  return {
    kind,
    dimensions: autoEncoder!.coder.network.codeSize,
    extract: (samples, control) => encodeSamples(autoEncoder!.coder, samples, control),
    assetIds: [autoEncoder!.id],
  };
}
