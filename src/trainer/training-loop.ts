/**
 * The one training loop: learners, their critics, GANs, auto-encoders, encoders and annotating classifiers are all trained
 * by it. It takes the gradient steps of a schedule, sets the learning rates, evaluates the validation split, stops early,
 * reports readings and saves checkpoints.
 */
import * as tf from '../tensor/tf.ts';
import { createCheckpoint, restoreCheckpoint, type Checkpoint, type TrainedNetwork } from './checkpoint.ts';
import { CheckpointTimer } from './checkpoint-timer.ts';
import type { Schedule } from './schedule.ts';
import type { Control } from './control.ts';
import type { Validator } from './validation.ts';

/** Result of one gradient step. */
export interface StepResult<Reading = never> {
  /** Mean loss over the step's samples, still on the device; the loop frees it. */
  loss?: tf.Scalar;
  /** Number of samples that the loss is the mean of; 1 where absent. */
  samples?: number;
  /** Where the monitor is due. */
  reading?: Reading | undefined;
}

/** One gradient step, counted from 0. @param withReading whether the monitor is due after this step */
export type TrainStep<Reading = never> = (
  step: number,
  withReading: boolean,
) => Promise<StepResult<Reading>> | StepResult<Reading>;

/** Progress, checkpoints and resumption of a long training; shared by everything that the loop trains. */
export interface LoopOptions<Reading> {
  /** Called every so many steps and after the last; the training waits. */
  monitor?: { every: number; report(reading: Reading): Promise<void> | void };
  /**
   * Saves all that is needed to resume: about every 30 s of work, at most 3% of the time, when the run is paused or
   * stopped, and after the last step.
   */
  checkpoints?: {
    save(checkpoint: Checkpoint): Promise<void> | void;
    /** Seconds of work so far, pauses left out. */
    seconds(): number;
  };
  /** Continue from here: a checkpoint of the same training with the same random streams. */
  resumeFrom?: Checkpoint;
}

export interface TrainingLoop<Reading = never> extends LoopOptions<Reading> {
  /** What the steps train. The loop sets the learning rates. */
  networks: readonly TrainedNetwork[];
  schedule: Schedule;
  trainStep: TrainStep<Reading>;
  /** Early stopping on the validation split; only for schedules with epochs. */
  validator?: Validator | undefined;
  /** Steps of the stages before this one and of all stages, for the progress; this stage alone where absent. */
  span?: { before: number; total: number };
}

/** Report of the training loop. */
export interface LoopReport {
  /** Gradient steps taken, earlier calls of a resumed training included. */
  steps: number;
  /** 0 where the schedule has none. */
  epochs: number;
  /** The epoch whose weights were kept. */
  bestEpoch: number;
  /** Mean loss of the last epoch; NaN where the schedule has none. */
  loss: number;
  /** Of the weights that were kept; null without a validator. */
  validationAccuracy: number | null;
}

/**
 * Takes the steps that are left, passing `control` before each, and restores the best weights where there is a validator.
 * @throws Problem `unfit` where `resumeFrom` is a checkpoint of other networks; `cancelled` from `control`
 */
export async function runTrainingLoop<Reading = never>(
  { networks, schedule, trainStep, validator, span, monitor, checkpoints, resumeFrom }: TrainingLoop<Reading>,
  control: Control,
): Promise<LoopReport> {
  const { steps, stepsPerEpoch } = schedule;
  const { before, total } = span ?? { before: 0, total: steps };
  const saver = checkpoints && new CheckpointSaver(checkpoints, networks, resumeFrom?.step ?? 0);
  const losses = new EpochLosses();
  let loss = NaN;
  let done = resumeFrom?.step ?? 0;
  if (resumeFrom) restoreCheckpoint(resumeFrom, networks);
  try {
    while (done < steps) {
      await control.yield?.();
      if (control.interrupted?.()) await saver?.save(done);
      await control.checkpoint();
      for (const { optimizer, learningRate } of networks) optimizer.rate = learningRate(done);
      const last = done + 1 === steps;
      const withReading = monitor !== undefined && (last || (done + 1) % monitor.every === 0);
      const result = await trainStep(done, withReading);
      done++;
      if (result.loss) losses.add(result.loss, result.samples);
      if (result.reading !== undefined) await monitor?.report(result.reading);
      control.progress(before + done, total);
      if (last || saver?.due) await saver?.save(done);
      if (!stepsPerEpoch) losses.clear();
      else if (last || done % stepsPerEpoch === 0) {
        loss = await losses.mean();
        if (await validator?.stopsAfter(Math.ceil(done / stepsPerEpoch), last)) break;
      }
    }
  } finally {
    losses.clear();
  }
  const epochs = stepsPerEpoch ? Math.ceil(done / stepsPerEpoch) : 0;
  return { steps: done, epochs, loss, ...(validator?.finish() ?? { bestEpoch: epochs, validationAccuracy: null }) };
}

/** Losses of the epoch so far, kept on the device. */
class EpochLosses {
  private readonly steps: { loss: tf.Scalar; samples: number }[] = [];

  add(loss: tf.Scalar, samples = 1): void {
    this.steps.push({ loss, samples });
  }

  /** Mean over the samples; begins the next epoch. */
  async mean(): Promise<number> {
    let sum = 0;
    let count = 0;
    for (const { loss, samples } of this.steps) {
      sum += (await loss.data())[0]! * samples;
      count += samples;
    }
    this.clear();
    return sum / count;
  }

  clear(): void {
    tf.dispose(this.steps.splice(0).map((one) => one.loss));
  }
}

/** Saves checkpoints, none twice, and measures what that costs. */
class CheckpointSaver {
  private readonly timer: CheckpointTimer;

  /** @param savedStep the step to resume from without another save */
  constructor(
    private readonly checkpoints: NonNullable<LoopOptions<never>['checkpoints']>,
    private readonly networks: readonly TrainedNetwork[],
    private savedStep: number,
  ) {
    this.timer = new CheckpointTimer(() => checkpoints.seconds());
  }

  get due(): boolean {
    return this.timer.due;
  }

  async save(step: number): Promise<void> {
    if (step === this.savedStep) return;
    await this.timer.measure(async () => this.checkpoints.save(await createCheckpoint(step, this.networks)));
    this.savedStep = step;
  }
}
