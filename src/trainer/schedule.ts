/** Length of a training: gradient steps, epochs, learning rate by step, and when the validation split is evaluated. */
import type { TrainingSettings } from '../protocol/settings.ts';

export interface Schedule {
  /** Gradient steps of the whole training. */
  steps: number;
  /** Gradient steps per epoch; absent for trainings that count steps only. */
  stepsPerEpoch?: number;
  /** Factor of the initial learning rate at a step, counted from 0. */
  learningRateFactor(step: number): number;
}

/** When the validation split is evaluated, and how evaluations decide stopping and weights. */
export interface ValidationPlan {
  /** Keep the weights of the last step, without early stopping, rather than those of the best evaluation. */
  keepLast: boolean;
  /** Evaluations without a better accuracy after which training stops; 0 trains to the end. */
  patience: number;
  /** Evaluations per training, evenly spaced over its epochs. */
  evaluations: number;
}

export type EpochSchedule = Schedule & ValidationPlan & { stepsPerEpoch: number };

/** @param samples samples per epoch */
export function scheduleFor(settings: TrainingSettings, samples: number): EpochSchedule {
  const { batch, epochs, decay, keep, patience, looks } = settings;
  const stepsPerEpoch = Math.max(1, Math.ceil(samples / batch));
  const steps = settings.steps ?? epochs * stepsPerEpoch;
  return {
    steps,
    stepsPerEpoch,
    learningRateFactor: (step) => 0.1 ** decay.filter((share) => step >= share * steps).length,
    keepLast: keep === 'last',
    patience,
    evaluations: looks,
  };
}

/** A number of steps without epochs; the learning rate is constant, or falls linearly to zero. */
export const stepSchedule = (steps: number, decay: 'none' | 'linear' = 'none'): Schedule => ({
  steps,
  learningRateFactor: (step) => (decay === 'linear' ? 1 - step / steps : 1),
});

/** Samples per epoch. */
export const epochSize = (
  { epochDraws, epochsOver }: TrainingSettings,
  { labelled, unlabelled }: Record<'labelled' | 'unlabelled', { count: number }>,
): number => epochDraws ?? (epochsOver === 'larger' ? Math.max(labelled.count, unlabelled.count) : labelled.count);
