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
  const { batch, epochs, keep, patience, looks } = settings;
  const stepsPerEpoch = Math.max(1, Math.ceil(samples / batch));
  const steps = settings.steps ?? epochs * stepsPerEpoch;
  return {
    steps,
    stepsPerEpoch,
    learningRateFactor: rateFactor(settings, steps),
    keepLast: keep === 'last',
    patience,
    evaluations: looks,
  };
}

/** Shapes of the one-cycle rate: share of the steps in which it rises, and the divisors of the whole rate at its start and its end. */
const ONE_CYCLE = { rise: 0.3, start: 25, end: 250_000 };

/** @returns factor of the initial learning rate at a step, counted from 0 */
function rateFactor({ decay, schedule }: TrainingSettings, steps: number): (step: number) => number {
  if (schedule === 'cosine') return (step) => halfCosine(1, 0, step / steps);
  if (schedule === 'one-cycle') {
    const peak = ONE_CYCLE.rise * steps;
    return (step) =>
      step < peak
        ? halfCosine(1 / ONE_CYCLE.start, 1, step / peak)
        : halfCosine(1, 1 / ONE_CYCLE.end, (step - peak) / (steps - peak));
  }
  return (step) => 0.1 ** decay.filter((share) => step >= share * steps).length;
}

/** Between two values along half a period of the cosine. @param share of the way */
export const halfCosine = (from: number, to: number, share: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;

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
