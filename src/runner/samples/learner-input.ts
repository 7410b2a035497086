/**
 * The input space of a learner: for nearly all strategies the data set's own samples; for ADBA the latent points of a
 * generator. Training, measuring, queries and maps take their samples from here.
 */
import { decodeSampleValues } from '../../protocol/base64.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';
import type { SampleReader } from '../../storage/sample-reader.ts';
import type { QueryAssets } from '../../strategies/contracts/generation.ts';
import { latentPointsOf } from '../../generative/encoder-training.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import { sampleSetOf } from '../../generative/value-scaling.ts';
import { synthesizedSet, decodeLatents } from './synthesized-samples.ts';
import { storedSet, concatenateSets, unlabelledSet } from './sample-sets.ts';
import type { LabelledSet } from '../run-progress.ts';

export interface LearnerInput {
  /** Shape of a sample. */
  shape: readonly number[];
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
export const dataInput = (samples: SampleReader, { shape }: Pick<DatasetInfo, 'shape'>): LearnerInput =>
  inputFrom(samples, {
    shape,
    transform: (set) => set,
    fromQuestions: (questions) => sampleSetOf(samples.normalise(decodeSampleValues(questions.values)), shape),
  });

/** Latent points of the generator. @throws Problem `unfit` without an encoder */
export function latentInput(
  samples: SampleReader,
  { gan, encoder }: QueryAssets,
  checkpoint: () => Promise<void>,
): LearnerInput {
  if (!encoder) throw new Problem('unfit', 'No encoder has been prepared to compute latent points.');
  const control = { checkpoint, progress: () => undefined };
  return inputFrom(samples, {
    shape: [encoder.latent],
    transform: (set) => ({
      ...set,
      read: async (positions) => {
        const values = await set.read(positions);
        return latentPointsOf({ encoder, scaling: gan.scaling }, sampleSetOf(values, encoder.shape), control);
      },
    }),
    fromQuestions: (questions) => decodeLatents(questions, encoder.latent),
  });
}

const inputFrom = (
  samples: SampleReader,
  { shape, transform, fromQuestions }: Pick<LearnerInput, 'shape' | 'transform' | 'fromQuestions'>,
): LearnerInput => ({
  shape,
  transform,
  fromQuestions,
  stored: (indices, labels) => transform(storedSet(samples, indices, labels)),
  unlabelled: (indices) => transform(unlabelledSet(samples, indices)),
  async labelled({ indices, labels, synthesized }) {
    const real = transform(storedSet(samples, indices, labels));
    return synthesized.length === 0
      ? real
      : concatenateSets(real, await synthesizedSet(synthesized, shape, fromQuestions), shape);
  },
});
