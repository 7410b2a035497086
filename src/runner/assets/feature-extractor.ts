/** Features of samples for neighbour search, of each kind that does not change with the learner. */
import { encodeSamples, type ScaledAutoEncoder } from '../../generative/auto-encoder-training.ts';
import { criticFeatures, type FeatureBatch } from '../../generative/gan-sampling.ts';
import type { GanPair } from '../../generative/gan-training.ts';
import { sampleSize, type DatasetInfo } from '../../protocol/dataset.ts';
import type { AssetRequest } from '../../strategies/contracts/generation.ts';
import { sampleBatches } from '../../trainer/predict.ts';
import type { Control } from '../../trainer/control.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';

export type FeatureKind = NonNullable<AssetRequest['features']>['of'];

/** Network of the features: a GAN's for those of the discriminator, an auto-encoder for its codes; none for pixels. */
export type FeatureNetwork = GanPair | ScaledAutoEncoder;

export interface FeatureExtractor {
  dimensions: number;
  /** Batch by batch, in order. */
  extract(samples: SampleSet, control: Control): AsyncIterable<FeatureBatch>;
}

/** @param network of this kind of features; absent for pixels */
export function featureExtractorFor(
  kind: FeatureKind,
  { shape }: Pick<DatasetInfo, 'shape'>,
  network: FeatureNetwork | undefined,
): FeatureExtractor {
  if (kind === 'pixels')
    return {
      dimensions: sampleSize(shape),
      extract: (samples, control) => sampleBatches({ shape }, samples, control),
    };
  if (network && 'critic' in network)
    return {
      dimensions: network.critic.featureSize,
      extract: (samples, control) => criticFeatures(network, samples, control),
    };
  if (!network) throw new Error(`Features of the ${kind} need its network.`);
  return {
    dimensions: network.network.codeSize,
    extract: (samples, control) => encodeSamples(network, samples, control),
  };
}
