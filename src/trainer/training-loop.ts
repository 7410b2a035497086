/**
 * The course of a training: how many gradient steps, at which learning rate, and when the validation split is looked at.
 * Every training method follows it, so that two arms with equal steps have had equal steps.
 */
import type { TrainingSpec } from '../protocol/spec.ts';
import * as tf from '../tensor/tf.ts';
import type { FitReport, TrainingContext } from './training-method.ts';
import type { Validator } from './validation.ts';

/** Looks at the validation split over one training, evenly spaced, where the spec does not say. */
export const DEFAULT_EVALUATIONS = 20;
/** Milliseconds between two awaits of the gate, at most (and one step). */
const YIELD_INTERVAL_MS = 12;

export interface Schedule {
  steps: number;
  stepsPerEpoch: number;
  /** The share of the first learning rate that a step is taken with, counted from 0. */
  learningRateFactor(step: number): number;
  /** The last weights stay, whatever the validation split says. */
  keepLast: boolean;
  patience: number;
  evaluations: number;
}

/** @param samples how many samples an epoch goes through: those of the set that the spec counts epochs over */
export function scheduleFor(spec: TrainingSpec, samples: number): Schedule {
  const stepsPerEpoch = Math.max(1, Math.ceil(samples / spec.batch));
  const steps = spec.steps ?? spec.epochs * stepsPerEpoch;
  return {
    steps,
    stepsPerEpoch,
    learningRateFactor: (step) => 0.1 ** (spec.decay ?? []).filter((share) => step >= share * steps).length,
    keepLast: spec.keep === 'last',
    patience: spec.patience,
    evaluations: spec.looks ?? DEFAULT_EVALUATIONS,
  };
}

/** How many samples an epoch goes through. */
export const epochSize = (spec: TrainingSpec, labelled: number, unlabelled: number): number =>
  spec.epochDraws ?? (spec.epochsOver === 'larger' ? Math.max(labelled, unlabelled) : labelled);

/** What a step leaves: its mean loss, still on the device, and how many samples it is the mean of. */
export interface StepResult {
  loss: tf.Scalar;
  samples: number;
}

/**
 * Takes the steps, one after the other, and puts the best weights back where they are to be kept.
 * @param trainStep one gradient step, counted from 0; the losses are freed here
 * @param before gradient steps of an earlier stage, for the progress
 */
export async function runTrainingLoop(
  schedule: Schedule,
  validator: Validator | undefined,
  context: TrainingContext,
  trainStep: (step: number) => Promise<StepResult>,
  span: { before: number; all: number } = { before: 0, all: schedule.steps },
): Promise<FitReport> {
  const { steps, stepsPerEpoch, keepLast, patience, evaluations } = schedule;
  const epochs = Math.ceil(steps / stepsPerEpoch);
  const evaluateEvery = Math.max(1, Math.ceil(epochs / evaluations));
  const results: StepResult[] = [];
  let loss = 0;
  let lastYield = performance.now();
  try {
    for (let done = 1; done <= steps; done++) {
      results.push(await trainStep(done - 1));
      if (performance.now() - lastYield > YIELD_INTERVAL_MS) {
        context.progress(span.before + done, span.all);
        await context.checkpoint();
        lastYield = performance.now();
      }
      const last = done === steps;
      if (!last && done % stepsPerEpoch > 0) continue;
      loss = await meanLoss(results);
      const epoch = Math.ceil(done / stepsPerEpoch);
      if (!validator || !(last || (!keepLast && epoch % evaluateEvery === 0))) continue;
      await validator.evaluate(epoch);
      if (!keepLast && patience > 0 && validator.evaluationsSinceBest >= patience) return report(done, epoch);
    }
    return report(steps, epochs);
  } finally {
    tf.dispose(results.map((one) => one.loss));
  }

  function report(done: number, epoch: number): FitReport {
    if (!keepLast) validator?.restoreBest();
    const best = { bestEpoch: validator?.best.epoch ?? epoch, validationAccuracy: validator?.best.accuracy ?? null };
    return { steps: done, epochs: epoch, loss, ...best };
  }
}

/** Mean over the samples of an epoch; frees the batches' losses. */
async function meanLoss(results: StepResult[]): Promise<number> {
  let sum = 0;
  let count = 0;
  for (const { loss, samples } of results) {
    sum += (await loss.data())[0]! * samples;
    count += samples;
  }
  tf.dispose(results.splice(0).map((one) => one.loss));
  return sum / count;
}
