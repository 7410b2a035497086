/** Mean F1 score over the classes. */
import { countClasses } from './class-counts.ts';
import type { Measure } from './measure.ts';

export const macroF1: Measure = {
  about: {
    name: 'macro-f1',
    label: 'Macro F1',
    unit: '%',
    better: 'greater',
    range: [0, 1],
    requires: [],
    description:
      'Mean over the classes of the F1 score 2·TP / (2·TP + FP + FN), the harmonic mean of precision and recall. Classes that are neither the label nor the prediction of any test sample are left out.',
  },
  measure(predictions) {
    const { actual, predicted, correct } = countClasses(predictions);
    // 2·TP + FP + FN is the number of samples with the label plus the number of samples with the prediction
    const scores = Array.from(correct, (count, label) => (2 * count) / (actual[label]! + predicted[label]!)).filter(
      (_, label) => actual[label]! + predicted[label]! > 0,
    );
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  },
};
