/** Trainings of generative networks in terms of the training loop. */
import type { Rng } from '../random/rng.ts';
import { optimizerFor } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import type { TrainedNetwork } from './checkpoint.ts';
import type { LossReading } from './descent.ts';
import { stepSchedule } from './schedule.ts';
import { runTrainingLoop, type LoopOptions } from './training-loop.ts';
import type { Control } from './training-method.ts';

export type { LossReading } from './descent.ts';

export interface ResumableContext<Reading> extends Control, LoopOptions<Reading> {
  rng: Rng;
}

/** @param trainStep one step, counted from 0; gives a reading where it is wanted, and sets the learning rates itself */
export async function runResumableSteps<Reading>(
  context: ResumableContext<Reading>,
  steps: number,
  networks: readonly Omit<TrainedNetwork, 'learningRate'>[],
  trainStep: (step: number, wanted: boolean) => Promise<Reading | undefined>,
): Promise<void> {
  await runTrainingLoop<Reading>(
    {
      ...context,
      schedule: stepSchedule(steps),
      networks: networks.map((one) => ({ ...one, learningRate: () => one.optimizer.rate })),
      trainStep: async (step, withReading) => ({ reading: await trainStep(step, withReading) }),
    },
    context,
  );
}

/**
 * Trains one network with Adam.
 * @param falls whether the rate falls linearly to zero
 * @param trainStep one step, counted from 0: tidies, moves the weights by `minimise` and gives the loss that it returns
 */
export async function trainWithAdam(
  context: ResumableContext<LossReading>,
  name: string,
  network: TrainedNetwork['network'],
  { steps, rate, falls = false }: { steps: number; rate: number; falls?: boolean },
  trainStep: (step: number, minimise: (loss: () => tf.Scalar) => tf.Scalar) => Promise<tf.Scalar> | tf.Scalar,
): Promise<void> {
  const { variables } = network;
  const optimizer = optimizerFor('adam', rate, variables);
  const schedule = stepSchedule(steps, falls ? 'linear' : 'none');
  const minimise = (loss: () => tf.Scalar): tf.Scalar => {
    const { value, grads } = tf.variableGrads(loss, variables as tf.Variable[]);
    optimizer.step(variables.map((variable) => grads[variable.name]!));
    return value;
  };
  try {
    await runTrainingLoop<LossReading>(
      {
        ...context,
        schedule,
        networks: [{ name, network, optimizer, learningRate: (step) => rate * schedule.learningRateFactor(step) }],
        async trainStep(step, withReading) {
          const loss = await trainStep(step, minimise);
          return { loss, reading: withReading ? { step: step + 1, loss: (await loss.data())[0]! } : undefined };
        },
      },
      context,
    );
  } finally {
    optimizer.dispose();
  }
}
