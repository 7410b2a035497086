/** Features of samples by which neighbours are found, of each kind that does not change with the learner. */
import { sampleSize } from '../spec/dataset.ts';
import { Problem } from '../spec/problem.ts';
import type { Wanted } from '../strategies/strategy.ts';
import { codesOf, type Coder } from '../training/auto-encoder.ts';
import { criticFeatures, type Features } from '../training/gan-sampling.ts';
import type { GanPair } from '../training/gan.ts';
import { batchFor } from '../training/predict.ts';
import type { Pacing, SampleSet } from '../training/training.ts';
import type { Workshop } from './workshop.ts';

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

/** @throws Problem `unfit` where the data have no such features */
export function extractorFor({ info }: Workshop, kind: FeatureKind, { gan, coder }: Sources): Extractor {
  if (kind === 'pixels')
    return {
      kind,
      dimensions: sampleSize(info.shape),
      of: (samples, pacing) => valuesOf(samples, info.shape, pacing),
      from: [],
    };
  if (kind === 'discriminator')
    return {
      kind,
      dimensions: gan.pair.critic.featureSize,
      of: (samples, pacing) => criticFeatures(gan.pair, samples, pacing),
      from: [gan.id],
    };
  if (!coder)
    throw new Problem('unfit', 'There is no auto-encoder for points of the plane.', 'Choose the values themselves.');
  return {
    kind,
    dimensions: coder.coder.network.codeSize,
    of: (samples, pacing) => codesOf(coder.coder, samples, pacing),
    from: [coder.id],
  };
}

/** The samples' own values. */
async function* valuesOf(
  samples: SampleSet,
  shape: readonly number[],
  { gate, progress }: Pacing,
): AsyncGenerator<Features> {
  const most = batchFor(shape);
  for (let from = 0; from < samples.count; from += most) {
    await gate();
    const positions = Int32Array.from({ length: Math.min(most, samples.count - from) }, (_, i) => from + i);
    yield { positions, values: await samples.read(positions) };
    progress(from + positions.length, samples.count);
  }
}
