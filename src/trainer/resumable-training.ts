/** The course of a training that takes long: watched, kept, stopped and gone on with. */
import type { Draws } from '../random/rng.ts';
import { optimizerFor } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import { checkpointOf, goOnFrom, type Checkpoint, type Trained } from './checkpoint.ts';
import type { Pacing } from './training-method.ts';

/** How it stands with a network that goes down one loss. */
export interface LossReading {
  /** Steps done. */
  step: number;
  /** On the step's batch, before the step. */
  loss: number;
}

export interface LongContext<Reading> extends Pacing {
  draws: Draws;
  /** Where an earlier call left off, of the same recipe with the same draws; from the beginning where absent. */
  from?: Checkpoint;
  /** Called after every so many steps and after the last; the training waits. */
  watch?: { every: number; take(reading: Reading): Promise<void> | void };
  /** Called after every so many steps and after the last, with all that is needed to go on from there. */
  keep?: { every: number; take(checkpoint: Checkpoint): Promise<void> | void };
}

/**
 * Takes the steps that are left. Passes the gate before each.
 * @param take one step, counted from 0; gives a reading where it is wanted
 */
export async function takeSteps<Reading>(
  { from, watch, keep, gate, progress }: LongContext<Reading>,
  steps: number,
  trained: readonly Trained[],
  take: (step: number, wanted: boolean) => Promise<Reading | undefined>,
): Promise<void> {
  if (from) goOnFrom(from, trained);
  for (let done = (from?.step ?? 0) + 1; done <= steps; done++) {
    await gate();
    const due = (every?: number) => every !== undefined && (done === steps || done % every === 0);
    const reading = await take(done - 1, due(watch?.every));
    if (reading) await watch?.take(reading);
    if (due(keep?.every)) await keep?.take(await checkpointOf(done, trained));
    progress(done, steps);
  }
}

/**
 * Trains one network with Adam: the steps that are left, each down the gradient of a loss.
 * @param name that its arrays bear in a checkpoint
 * @param rate at first; where it falls, it does so evenly to zero over the steps
 * @param take one step, counted from 0: tidies, moves the weights by `down` and gives the loss that it returns
 */
export async function descend(
  context: LongContext<LossReading>,
  name: string,
  network: Trained['network'],
  { steps, rate, falls = false }: { steps: number; rate: number; falls?: boolean },
  take: (step: number, down: (loss: () => tf.Scalar) => tf.Scalar) => Promise<tf.Scalar> | tf.Scalar,
): Promise<void> {
  const { variables } = network;
  const optimizer = optimizerFor('adam', rate, variables);
  const down = (loss: () => tf.Scalar): tf.Scalar => {
    const { value, grads } = tf.variableGrads(loss, variables as tf.Variable[]);
    optimizer.step(variables.map((variable) => grads[variable.name]!));
    return value;
  };
  try {
    await takeSteps(context, steps, [{ name, network, optimizer, stepsEach: 1 }], async (step, wanted) => {
      if (falls) optimizer.rate = rate * (1 - step / steps);
      const loss = await take(step, down);
      try {
        return wanted ? { step: step + 1, loss: (await loss.data())[0]! } : undefined;
      } finally {
        loss.dispose();
      }
    });
  } finally {
    optimizer.dispose();
  }
}
