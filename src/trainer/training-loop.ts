/**
 * The one training loop, for learners, their critics, GANs, auto-encoders, encoders and annotating classifiers. It takes the
 * gradient steps of a schedule, sets the learning rates, evaluates the validation split, stops early or where it diverged,
 * reports readings and saves checkpoints.
 */
import type { Divergence } from '../protocol/event-values.ts';
import * as tf from '../tensor/tf.ts';
import { savedArray, type CarriedState, type StateArrays } from './carried-state.ts';
import {
  createCheckpoint,
  restoreCheckpoint,
  type Checkpoint,
  type TrainedNetwork,
  type TrainingState,
} from './checkpoint.ts';
import { CheckpointTimer } from './checkpoint-timer.ts';
import { weightDivergence } from './divergence.ts';
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
  /** Called after every `every` steps and after the last; the training waits for it. */
  monitor?: { every: number; report(reading: Reading): Promise<void> | void };
  checkpoints?: CheckpointOptions;
  /** Continue from here: a checkpoint of the same training with the same random streams. */
  resumeFrom?: Checkpoint;
}

/** All that is needed to resume is saved about every 30 s of work, at most 3% of the time, and at a pause or a stop. */
export interface CheckpointOptions {
  save(checkpoint: Checkpoint): Promise<void> | void;
  /** Seconds of work so far, pauses left out. */
  seconds(): number;
  /** Whether the state after the last step is saved too. */
  saveLast: boolean;
}

export interface TrainingLoop<Reading = never> extends LoopOptions<Reading> {
  /** The trained networks. The loop sets their learning rates. */
  networks: readonly TrainedNetwork[];
  schedule: Schedule;
  trainStep: TrainStep<Reading>;
  /** State of the steps beside weights and optimisers, by name; `epoch` and `validation` are the loop's own. */
  carried?: Readonly<Record<string, CarriedState>>;
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
  /** The epoch of the kept weights. */
  bestEpoch: number;
  /** Mean loss of the last epoch; NaN where the schedule has none. */
  loss: number;
  /** Of the kept weights; null without a validator. */
  validationAccuracy: number | null;
  /**
   * Of a schedule with epochs: the training ended at an epoch whose loss was not finite, or the weights were not after its last
   * step, though those of the best evaluation are.
   */
  diverged?: Divergence;
}

/**
 * Takes the remaining steps, awaiting `control.checkpoint` before each, and restores the best weights if there is a validator.
 * @throws Problem `unfit` where `resumeFrom` is a checkpoint of other networks; `cancelled` from `control`
 */
export async function runTrainingLoop<Reading = never>(
  { networks, schedule, trainStep, validator, span, monitor, checkpoints, resumeFrom, ...loop }: TrainingLoop<Reading>,
  control: Control,
): Promise<LoopReport> {
  const { steps, stepsPerEpoch } = schedule;
  const { before, total } = span ?? { before: 0, total: steps };
  const losses = new EpochLosses();
  const carried = {
    ...loop.carried,
    ...(stepsPerEpoch !== undefined && { epoch: losses }),
    ...(validator && { validation: validator }),
  };
  const saver = checkpoints && new CheckpointSaver(checkpoints, { networks, carried }, resumeFrom?.step ?? 0);
  let loss = NaN;
  let done = resumeFrom?.step ?? 0;
  if (resumeFrom) restoreCheckpoint(resumeFrom, { networks, carried });
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
      if (!stepsPerEpoch) losses.clear();
      else if (last || done % stepsPerEpoch === 0) {
        loss = await losses.mean();
        if (!Number.isFinite(loss)) break;
        if (await validator?.stopsAfter(Math.ceil(done / stepsPerEpoch), last)) break;
      }
      // after the end of an epoch, so that a resumed training does not evaluate it twice
      if (last ? checkpoints?.saveLast : saver?.due) await saver?.save(done);
    }
  } finally {
    losses.clear();
  }
  const epochs = stepsPerEpoch ? Math.ceil(done / stepsPerEpoch) : 0;
  // before the best weights are restored: those are finite, and would hide that the steps led nowhere
  const diverged = !stepsPerEpoch
    ? undefined
    : Number.isFinite(loss)
      ? await weightDivergence(networks.map(({ network }) => network))
      : 'loss';
  const validated = validator?.finish() ?? { bestEpoch: epochs, validationAccuracy: null };
  if (!diverged) return { steps: done, epochs, loss, ...validated };
  return { steps: done, epochs, loss, bestEpoch: validated.bestEpoch, validationAccuracy: null, diverged };
}

/** Losses of the epoch so far; those of the last steps are still on the device. */
class EpochLosses implements CarriedState {
  private readonly steps: { loss: tf.Scalar; samples: number }[] = [];
  /** Over the steps whose losses have been read. */
  private sum = 0;
  private samples = 0;

  add(loss: tf.Scalar, samples = 1): void {
    this.steps.push({ loss, samples });
  }

  /** Mean over the samples; begins the next epoch. */
  async mean(): Promise<number> {
    await this.read();
    const mean = this.sum / this.samples;
    this.clear();
    return mean;
  }

  async save() {
    await this.read();
    return { sums: Float64Array.of(this.sum, this.samples) };
  }

  restore(saved: StateArrays): void {
    this.clear();
    [this.sum, this.samples] = savedArray(saved, 'sums') as unknown as [number, number];
  }

  clear(): void {
    this.disposeRead();
    this.sum = 0;
    this.samples = 0;
  }

  /** Adds the losses on the device in one reading, in the order of the steps: the sum is the same whenever it is done. */
  private async read(): Promise<void> {
    if (this.steps.length === 0) return;
    const all = tf.tidy(() => tf.stack(this.steps.map((one) => one.loss)));
    try {
      const losses = await all.data<'float32'>();
      this.steps.forEach(({ samples }, at) => {
        this.sum += losses[at]! * samples;
        this.samples += samples;
      });
    } finally {
      all.dispose();
    }
    this.disposeRead();
  }

  private disposeRead(): void {
    tf.dispose(this.steps.splice(0).map((one) => one.loss));
  }
}

/** Saves each checkpoint once, and measures the time that it takes. */
class CheckpointSaver {
  private readonly timer: CheckpointTimer;

  /** @param savedStep the step to resume from without another save */
  constructor(
    private readonly checkpoints: CheckpointOptions,
    private readonly state: TrainingState,
    private savedStep: number,
  ) {
    this.timer = new CheckpointTimer(() => checkpoints.seconds());
  }

  get due(): boolean {
    return this.timer.due;
  }

  async save(step: number): Promise<void> {
    if (step === this.savedStep) return;
    await this.timer.measure(async () => this.checkpoints.save(await createCheckpoint(step, this.state)));
    this.savedStep = step;
  }
}
