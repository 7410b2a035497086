/** Description of a measure: one number for the quality of a learner's predictions on the test split. */
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
}

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
