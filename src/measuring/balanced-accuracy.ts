/** Mean recall over the classes (Brodersen et al. 2010). */
import { countClasses } from './class-counts.ts';
import type { Measure } from './measure.ts';

export const balancedAccuracy: Measure = {
  about: {
    name: 'balanced-accuracy',
    label: 'Balanced accuracy',
    unit: '%',
    better: 'greater',
    range: [0, 1],
    requires: [],
    description:
      'Mean over the classes of the fraction of their test samples that are predicted correctly (recall), so that rare classes count as much as frequent ones (Brodersen et al. 2010). Classes without a test sample are left out.',
  },
  measure(predictions) {
    const { actual, correct } = countClasses(predictions);
    const recalls = Array.from(correct, (count, label) => count / actual[label]!).filter(
      (_, label) => actual[label]! > 0,
    );
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  },
};
