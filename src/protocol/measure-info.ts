/** Description of a measure: one number for the quality of a learner's predictions on the test split, or of what its generator draws. */
import type { RequirementKey } from './requirements.ts';

export interface MeasureInfo {
  /** Name of its values in the log. */
  name: string;
  label: string;
  /** '%' for fractions shown in percent, with differences in percentage points; '' for a number without unit. */
  unit: string;
  better: 'greater' | 'less';
  /** Least and greatest possible value. */
  range?: readonly [number, number];
  /** Keys of `requirements` that the learner must provide; without them the measure has no value. */
  requires: readonly RequirementKey[];
  /** One or two sentences with the formula and the source. */
  description: string;
  /** Whether it judges samples that the learner's generator draws, in place of predictions on the test split. */
  ofGenerated?: true;
}

/** Measures of a generator that a spec can ask for (`measure.of`). */
export const generatorMeasureNames = ['gan-test', 'fid', 'inception-score'] as const;

/** Description of a measure of a generator. */
export const generatorMeasureInfo = (
  info: Omit<MeasureInfo, 'name' | 'requires' | 'ofGenerated'> & { name: (typeof generatorMeasureNames)[number] },
): MeasureInfo => ({ ...info, requires: ['class-generator'], ofGenerated: true });

/** The measure in every log. */
export const accuracyInfo: MeasureInfo = {
  name: 'accuracy',
  label: 'Accuracy',
  unit: '%',
  better: 'greater',
  range: [0, 1],
  requires: [],
  description: 'Fraction of the test samples whose predicted class, the most probable one, is their label.',
};
