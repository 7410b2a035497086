/** Training of generative networks in terms of the training loop. */
import type { Rng } from '../random/rng.ts';
import { optimizerFor } from '../tensor/optimizers.ts';
import type * as tf from '../tensor/tf.ts';
import type { TrainedNetwork } from '../trainer/checkpoint.ts';
import { descent, type LossReading } from '../trainer/descent.ts';
import { stepSchedule } from '../trainer/schedule.ts';
import { runTrainingLoop, type LoopOptions } from '../trainer/training-loop.ts';
import type { Control } from '../trainer/control.ts';

/** Control, checkpoints and random stream of a training. */
export interface TrainingOptions<Reading> extends Control, LoopOptions<Reading> {
  /** Its children name the step that they are drawn for, so that a resumed training draws the same numbers. */
  rng: Rng;
}

export interface LossMinimisation<Batch> {
  /** Of the network's arrays in a checkpoint. */
  name: string;
  network: TrainedNetwork['network'];
  steps: number;
  /** Adam's initial learning rate. */
  rate: number;
  /** linear: the rate falls linearly to zero over the steps. */
  decay?: 'none' | 'linear';
  /** The batch of a step, counted from 0. */
  batches(step: number): Promise<Batch> | Batch;
  /** Prepares the batch's tensors and returns the loss to differentiate. Tidied. */
  objective(batch: Batch, step: number): () => tf.Scalar;
}

/** Trains one network with Adam down one loss: the steps that are left since `resumeFrom`. */
export async function minimiseLoss<Batch>(
  { name, network, steps, rate, decay, batches, objective }: LossMinimisation<Batch>,
  options: TrainingOptions<LossReading>,
): Promise<void> {
  const optimizer = optimizerFor('adam', rate, network.variables);
  const schedule = stepSchedule(steps, decay);
  const learningRate = (step: number): number => rate * schedule.learningRateFactor(step);
  try {
    await runTrainingLoop<LossReading>(
      {
        ...options,
        schedule,
        networks: [{ name, network, optimizer, learningRate }],
        trainStep: descent({ network, optimizer, batches, objective }),
      },
      options,
    );
  } finally {
    optimizer.dispose();
  }
}
