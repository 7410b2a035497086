/** Trials of strategies that cheat: what a query would lead to. */

export interface TrialOptions {
  /** The split that the learner is measured on. */
  split: 'validation' | 'test';
  /** Gradient steps of the training; as many as the arm's own has where 0. */
  steps: number;
}

/** Of a learner that would be trained after a query. */
export interface TrialOutcome {
  /** Fraction; NaN where the learner diverged. */
  accuracy: number;
  /** Cross-entropy in nats per sample; 0 for networks without probabilities of their own, NaN where the learner diverged. */
  loss: number;
}
