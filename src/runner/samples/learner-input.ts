/**
 * Where a learner lives: what its samples are. For nearly all strategies they are the data set's own; for ADBA the latent
 * points that a generator would make them of. Everything that a step trains on, measures, asks or draws goes through here.
 */
import { storedValues } from '../../protocol/base64.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';
import type { SyntheticQuestions } from '../../protocol/synthesized-queries.ts';
import type { Samples } from '../../storage/sample-reader.ts';
import type { Prepared } from '../../strategies/contracts/strategy.ts';
import { latentsOf } from '../../generative/encoder-training.ts';
import type { SampleSet } from '../../trainer/training-method.ts';
import { setOf } from '../../generative/value-scaling.ts';
import { madeSet, shownLatents } from './synthesized-samples.ts';
import { storedSet, together, unlabelledSet } from './sample-sets.ts';
import type { LabelledSet } from '../run-progress.ts';

export interface Space {
  /** Of a sample as the learner takes it. */
  shape: readonly number[];
  /** Samples of the data's own shape, standardised, as the learner takes them. */
  of(samples: SampleSet): SampleSet;
  /** Samples of the data set with the labels that the learner may know. */
  stored(indices: Int32Array, labels: Int32Array): SampleSet;
  /** Samples of the data set whose labels are nobody's business. */
  unlabelled(indices: Int32Array): SampleSet;
  /** All samples that synthetic questions show, without labels. */
  shown(questions: Omit<SyntheticQuestions, 'entropies' | 'predictions'>): SampleSet;
  /** What a learner is trained on: real samples, then those that were made. */
  labelled(labelled: LabelledSet): Promise<SampleSet>;
}

/** The data's own. */
export const dataSpace = (samples: Samples, { shape }: Pick<DatasetInfo, 'shape'>): Space =>
  spaceOf(samples, {
    shape,
    of: (set) => set,
    shown: (questions) => setOf(samples.normalise(storedValues(questions.values)), shape),
  });

/** The generator's. @throws Problem `unfit` where nothing finds latent points */
export function latentSpace(samples: Samples, { gan, encoder }: Prepared, gate: () => Promise<void>): Space {
  if (!encoder) throw new Problem('unfit', 'Nothing has been prepared that finds latent points.');
  const pacing = { gate, progress: () => undefined };
  return spaceOf(samples, {
    shape: [encoder.latent],
    of: (set) => ({
      ...set,
      read: async (positions) => {
        const values = await set.read(positions);
        return latentsOf(encoder, gan, setOf(values, encoder.shape), pacing);
      },
    }),
    shown: (questions) => shownLatents(questions, encoder.latent),
  });
}

const spaceOf = (samples: Samples, { shape, of, shown }: Pick<Space, 'shape' | 'of' | 'shown'>): Space => ({
  shape,
  of,
  shown,
  stored: (indices, labels) => of(storedSet(samples, indices, labels)),
  unlabelled: (indices) => of(unlabelledSet(samples, indices)),
  async labelled({ indices, labels, made }) {
    const real = of(storedSet(samples, indices, labels));
    return made.length === 0 ? real : together(real, await madeSet(made, shape, shown), shape);
  },
});
