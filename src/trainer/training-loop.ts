/**
 * The course of a training: how many gradient steps, at which learning rate, and when the validation split is looked at.
 * Every training method follows it, so that two arms with equal steps have had equal steps.
 */
import type { TrainingSpec } from '../protocol/spec.ts';
import * as tf from '../tensor/tf.ts';
import type { FitReport, TrainingContext } from './training-method.ts';
import type { Validator } from './validation.ts';

/** Looks at the validation split over one training, evenly spaced, where the spec does not say. */
export const LOOKS = 20;
/** Milliseconds between two awaits of the gate, at most (and one step). */
const TURN = 12;

export interface Course {
  steps: number;
  stepsPerEpoch: number;
  /** The share of the first learning rate that a step is taken with, counted from 0. */
  rateShare(step: number): number;
  /** The last weights stay, whatever the validation split says. */
  keepsLast: boolean;
  patience: number;
  looks: number;
}

/** @param samples how many samples an epoch goes through: those of the set that the spec counts epochs over */
export function courseOf(spec: TrainingSpec, samples: number): Course {
  const stepsPerEpoch = Math.max(1, Math.ceil(samples / spec.batch));
  const steps = spec.steps ?? spec.epochs * stepsPerEpoch;
  return {
    steps,
    stepsPerEpoch,
    rateShare: (step) => 0.1 ** (spec.decay ?? []).filter((share) => step >= share * steps).length,
    keepsLast: spec.keep === 'last',
    patience: spec.patience,
    looks: spec.looks ?? LOOKS,
  };
}

/** How many samples an epoch goes through. */
export const epochOver = (spec: TrainingSpec, labelled: number, unlabelled: number): number =>
  spec.epochDraws ?? (spec.epochsOver === 'larger' ? Math.max(labelled, unlabelled) : labelled);

/** What a step leaves: its mean loss, still on the device, and how many samples it is the mean of. */
export interface Taken {
  loss: tf.Scalar;
  samples: number;
}

/**
 * Takes the steps, one after the other, and puts the best weights back where they are to be kept.
 * @param take one gradient step, counted from 0; the losses are freed here
 * @param before gradient steps of an earlier stage, for the progress
 */
export async function follow(
  course: Course,
  watch: Validator | undefined,
  context: TrainingContext,
  take: (step: number) => Promise<Taken>,
  span: { before: number; all: number } = { before: 0, all: course.steps },
): Promise<FitReport> {
  const { steps, stepsPerEpoch, keepsLast, patience, looks } = course;
  const epochs = Math.ceil(steps / stepsPerEpoch);
  const lookEvery = Math.max(1, Math.ceil(epochs / looks));
  const taken: Taken[] = [];
  let loss = 0;
  let turn = performance.now();
  try {
    for (let done = 1; done <= steps; done++) {
      taken.push(await take(done - 1));
      if (performance.now() - turn > TURN) {
        context.progress(span.before + done, span.all);
        await context.gate();
        turn = performance.now();
      }
      const last = done === steps;
      if (!last && done % stepsPerEpoch > 0) continue;
      loss = await meanOf(taken);
      const epoch = Math.ceil(done / stepsPerEpoch);
      if (!watch || !(last || (!keepsLast && epoch % lookEvery === 0))) continue;
      await watch.look(epoch);
      if (!keepsLast && patience > 0 && watch.looksSinceBest >= patience) return report(done, epoch);
    }
    return report(steps, epochs);
  } finally {
    tf.dispose(taken.map((one) => one.loss));
  }

  function report(done: number, epoch: number): FitReport {
    if (!keepsLast) watch?.restoreBest();
    const best = { bestEpoch: watch?.best.epoch ?? epoch, validationAccuracy: watch?.best.accuracy ?? null };
    return { steps: done, epochs: epoch, loss, ...best };
  }
}

/** Mean over the samples of an epoch; frees the batches' losses. */
async function meanOf(taken: Taken[]): Promise<number> {
  let sum = 0;
  let count = 0;
  for (const { loss, samples } of taken) {
    sum += (await loss.data())[0]! * samples;
    count += samples;
  }
  tf.dispose(taken.splice(0).map((one) => one.loss));
  return sum / count;
}
