/** Cross-entropy of the predictions with the true classes. */
import type { Measure } from './measure.ts';

/** Machine epsilon of float32. A smaller probability counts as this, as in scikit-learn's log_loss: at most 15.9 nats a sample. */
export const MIN_PROBABILITY = 2 ** -23;

export const logLoss: Measure = {
  about: {
    name: 'log-loss',
    label: 'Log-loss',
    unit: 'nats',
    better: 'less',
    range: [0, -Math.log(MIN_PROBABILITY)],
    requires: ['softmax'],
    description:
      'Mean of −ln p over the test samples, p the predicted probability of the true class: cross-entropy, the negative log-likelihood per sample. Probabilities below 2⁻²³ count as 2⁻²³. A proper scoring rule: it is least in expectation for the true probabilities.',
  },
  measure({ classes, labels, probabilities }) {
    let sum = 0;
    labels.forEach((label, i) => {
      sum -= Math.log(Math.max(probabilities[i * classes + label]!, MIN_PROBABILITY));
    });
    return sum / labels.length;
  },
};
