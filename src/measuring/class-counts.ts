/** Per-class sums of a confusion matrix. */
import type { TestPredictions } from './measure.ts';

export interface ClassCounts {
  /** `[classes]`: samples with this label. */
  actual: Float64Array;
  /** `[classes]`: samples predicted as this class. */
  predicted: Float64Array;
  /** `[classes]`: samples of this class that were predicted as it. */
  correct: Float64Array;
}

export function countClasses({ classes, confusion }: Pick<TestPredictions, 'classes' | 'confusion'>): ClassCounts {
  const counts = {
    actual: new Float64Array(classes),
    predicted: new Float64Array(classes),
    correct: new Float64Array(classes),
  };
  for (const { label, predicted, count } of confusion) {
    counts.actual[label]! += count;
    counts.predicted[predicted]! += count;
    if (label === predicted) counts.correct[label]! += count;
  }
  return counts;
}
