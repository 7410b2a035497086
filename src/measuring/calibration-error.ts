/** Expected calibration error (Guo et al. 2017, "On calibration of modern neural networks", Eq. 3). */
import type { Measure } from './measure.ts';

/** M: bins of equal width. */
const BINS = 15;

export const calibrationError: Measure = {
  about: {
    name: 'calibration-error',
    label: 'Calibration error',
    unit: '%',
    better: 'less',
    range: [0, 1],
    requires: ['softmax'],
    description:
      'Expected calibration error: test samples are put into 15 bins of equal width by the probability of the predicted class (confidence); the mean over the samples of |accuracy − mean confidence| of their bin (Guo et al. 2017, Eq. 3). 0 where a confidence of 80 % is right in 80 % of the cases.',
  },
  measure({ classes, labels, predicted, probabilities }) {
    const correct = new Float64Array(BINS);
    const confidences = new Float64Array(BINS);
    let diverged = false;
    labels.forEach((label, i) => {
      const confidence = probabilities[i * classes + predicted[i]!]!;
      if (Number.isNaN(confidence)) diverged = true;
      // bin m holds confidences in ((m − 1)/M, m/M]
      const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1));
      correct[bin]! += label === predicted[i] ? 1 : 0;
      confidences[bin]! += confidence;
    });
    if (diverged) return NaN;
    // |B_m| / n · |acc(B_m) − conf(B_m)| = |correct − sum of confidences| / n
    return correct.reduce((sum, count, bin) => sum + Math.abs(count - confidences[bin]!), 0) / labels.length;
  },
};
