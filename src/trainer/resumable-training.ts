/** The course of a training that takes long: watched, kept, stopped and gone on with. */
import type { Rng } from '../random/rng.ts';
import { optimizerFor } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import { createCheckpoint, restoreCheckpoint, type Checkpoint, type TrainedNetwork } from './checkpoint.ts';
import type { Control } from './training-method.ts';

/** How it stands with a network that goes down one loss. */
export interface LossReading {
  /** Steps done. */
  step: number;
  /** On the step's batch, before the step. */
  loss: number;
}

export interface ResumableContext<Reading> extends Control {
  rng: Rng;
  /** Where an earlier call left off, of the same recipe with the same draws; from the beginning where absent. */
  resumeFrom?: Checkpoint;
  /** Called after every so many steps and after the last; the training waits. */
  monitor?: { every: number; report(reading: Reading): Promise<void> | void };
  /** Called after every so many steps and after the last, with all that is needed to go on from there. */
  checkpoints?: { every: number; save(checkpoint: Checkpoint): Promise<void> | void };
}

/**
 * Takes the steps that are left. Passes the gate before each.
 * @param trainStep one step, counted from 0; gives a reading where it is wanted
 */
export async function runResumableSteps<Reading>(
  { resumeFrom, monitor, checkpoints, checkpoint, progress }: ResumableContext<Reading>,
  steps: number,
  networks: readonly TrainedNetwork[],
  trainStep: (step: number, wanted: boolean) => Promise<Reading | undefined>,
): Promise<void> {
  if (resumeFrom) restoreCheckpoint(resumeFrom, networks);
  for (let done = (resumeFrom?.step ?? 0) + 1; done <= steps; done++) {
    await checkpoint();
    const due = (every?: number) => every !== undefined && (done === steps || done % every === 0);
    const reading = await trainStep(done - 1, due(monitor?.every));
    if (reading) await monitor?.report(reading);
    if (due(checkpoints?.every)) await checkpoints?.save(await createCheckpoint(done, networks));
    progress(done, steps);
  }
}

/**
 * Trains one network with Adam: the steps that are left, each down the gradient of a loss.
 * @param name that its arrays bear in a checkpoint
 * @param rate at first; where it falls, it does so evenly to zero over the steps
 * @param trainStep one step, counted from 0: tidies, moves the weights by `down` and gives the loss that it returns
 */
export async function trainWithAdam(
  context: ResumableContext<LossReading>,
  name: string,
  network: TrainedNetwork['network'],
  { steps, rate, falls: decayToZero = false }: { steps: number; rate: number; falls?: boolean },
  trainStep: (step: number, minimise: (loss: () => tf.Scalar) => tf.Scalar) => Promise<tf.Scalar> | tf.Scalar,
): Promise<void> {
  const { variables } = network;
  const optimizer = optimizerFor('adam', rate, variables);
  const minimise = (loss: () => tf.Scalar): tf.Scalar => {
    const { value, grads } = tf.variableGrads(loss, variables as tf.Variable[]);
    optimizer.step(variables.map((variable) => grads[variable.name]!));
    return value;
  };
  try {
    await runResumableSteps(
      context,
      steps,
      [{ name, network, optimizer, optimizerStepsPerStep: 1 }],
      async (step, withReading) => {
        if (decayToZero) optimizer.rate = rate * (1 - step / steps);
        const loss = await trainStep(step, minimise);
        try {
          return withReading ? { step: step + 1, loss: (await loss.data())[0]! } : undefined;
        } finally {
          loss.dispose();
        }
      },
    );
  } finally {
    optimizer.dispose();
  }
}
