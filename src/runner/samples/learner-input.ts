/**
 * The input space of a learner: for nearly all strategies the data set's own samples; for ADBA the latent points of a
 * generator. Training, measuring, queries and maps take their samples from here.
 */
import { decodeSampleValues } from '../../protocol/base64.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';
import type { SampleReader } from '../../storage/sample-reader.ts';
import { latentPointsOf } from '../../generative/encoder-training.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import { batchSizeFor } from '../../trainer/scoring-batches.ts';
import { sampleSetOf } from '../../generative/value-scaling.ts';
import { synthesizedSet, decodeLatents } from './synthesized-samples.ts';
import { readLatentPoints, type LatentPoints } from './latent-points.ts';
import { concatenateSets, hiddenLabels, storedSet } from './sample-sets.ts';
import type { LruCache } from '../assets/lru-cache.ts';
import type { StepAssets } from '../assets/prepare-assets.ts';
import type { LabelledSet } from '../run-progress.ts';

export interface LearnerInput {
  /** Shape of a sample. */
  shape: readonly number[];
  /** Of the data set's stored values; absent for latent points. */
  scale?: DatasetInfo['scale'];
  /** Standardised samples of the data set's shape, as the learner takes them. */
  transform(samples: SampleSet): SampleSet;
  /** Samples of the data set, with the labels given. */
  stored(indices: Int32Array, labels: Int32Array): SampleSet;
  /** Samples of the data set with labels hidden (−1). */
  unlabelled(indices: Int32Array): SampleSet;
  /** All samples shown by synthesized queries, without labels. */
  fromQuestions(questions: Omit<LoggedSynthesizedQueries, 'entropies' | 'predictions'>): SampleSet;
  /** The training samples: real ones, then synthesized ones. */
  labelled(labelled: LabelledSet): Promise<SampleSet>;
}

/** The data set's own samples. */
export const dataInput = (
  samples: SampleReader,
  { shape, scale }: Pick<DatasetInfo, 'shape' | 'scale'>,
): LearnerInput =>
  inputFrom({
    ...{ shape, scale },
    transform: (set) => set,
    stored: (indices, labels) => storedSet(samples, indices, labels),
    fromQuestions: (questions) => sampleSetOf(samples.normalise(decodeSampleValues(questions.values)), shape),
  });

/**
 * Latent points of the generator.
 * @param latents those of the data set's samples that the run keeps
 * @throws Problem `unfit` without an encoder
 */
export function latentInput(
  samples: SampleReader,
  { gan, encoder, encoderKey }: Pick<StepAssets, 'gan' | 'encoder' | 'encoderKey'>,
  { latents, checkpoint }: { latents: LruCache<LatentPoints>; checkpoint: () => Promise<void> },
): LearnerInput {
  if (!encoder || encoderKey === undefined)
    throw new Problem('unfit', 'No encoder has been prepared to compute latent points.');
  const { latent, shape } = encoder;
  const control = { checkpoint, progress: () => undefined };
  const encode = (values: Float32Array) =>
    latentPointsOf({ encoder, scaling: gan.scaling }, sampleSetOf(values, shape), control);
  const encoding = {
    batchSize: batchSizeFor(encoder),
    encode: async (indices: Int32Array) => encode(await samples.normalised(indices)),
  };
  return inputFrom({
    shape: [latent],
    transform: (set) => ({ ...set, read: async (positions) => encode(await set.read(positions)) }),
    stored: (indices, labels) => ({
      count: indices.length,
      labels,
      read: (positions) => {
        const asked = Int32Array.from(positions, (position) => indices[position]!);
        return readLatentPoints(latents, { key: encoderKey, latent }, asked, encoding);
      },
    }),
    fromQuestions: (questions) => decodeLatents(questions, latent),
  });
}

const inputFrom = (parts: Omit<LearnerInput, 'unlabelled' | 'labelled'>): LearnerInput => {
  const { shape, stored, fromQuestions } = parts;
  return {
    ...parts,
    unlabelled: (indices) => stored(indices, hiddenLabels(indices.length)),
    async labelled({ indices, labels, synthesized }) {
      const real = stored(indices, labels);
      return synthesized.length === 0
        ? real
        : concatenateSets(real, await synthesizedSet(synthesized, shape, fromQuestions), shape);
    },
  };
};
