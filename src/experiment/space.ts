/**
 * Where a learner lives: what its samples are. For nearly all strategies they are the data set's own; for ADBA the latent
 * points that a generator would make them of. Everything that a step trains on, measures, asks or draws goes through here.
 */
import { storedValues } from '../spec/base64.ts';
import type { DatasetInfo } from '../spec/dataset.ts';
import { Problem } from '../spec/problem.ts';
import type { SyntheticQuestions } from '../spec/questions.ts';
import type { Samples } from '../store/samples.ts';
import type { Prepared } from '../strategies/strategy.ts';
import { latentsOf } from '../training/encoder.ts';
import type { SampleSet } from '../training/training.ts';
import { setOf } from '../training/gan-values.ts';
import { madeSet, shownLatents } from './made.ts';
import { storedSet, together, unlabelledSet } from './sets.ts';
import type { LabelledSet } from './standing.ts';

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
