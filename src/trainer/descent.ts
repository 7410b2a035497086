/** Gradient step of a training that minimises one loss of one network. */
import type { Optimizer } from '../tensor/optimizers.ts';
import * as tf from '../tensor/tf.ts';
import type { StepResult } from './training-loop.ts';

/** Reading of a training with a single loss. */
export interface LossReading {
  /** Steps done. */
  step: number;
  /** Loss of the step's batch, before the step. */
  loss: number;
}

export interface Descent<Batch> {
  network: { variables: readonly tf.Variable[] };
  optimizer: Optimizer;
  /** The batch of a step, counted from 0. */
  batches(step: number): Promise<Batch> | Batch;
  /** Prepares the batch's tensors and returns the loss to differentiate. Tidied. */
  objective(batch: Batch, step: number): () => tf.Scalar;
  /** Samples in a batch: the weight of its loss in the mean of the epoch; 1 where absent. */
  samplesOf?(batch: Batch): number;
}

/** One step down the gradient of the objective, for `runTrainingLoop`. */
export function descent<Batch>({ network, optimizer, batches, objective, samplesOf }: Descent<Batch>) {
  const variables = network.variables as tf.Variable[];
  return async (step: number, withReading: boolean): Promise<StepResult<LossReading>> => {
    const batch = await batches(step);
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(objective(batch, step), variables);
      optimizer.step(variables.map((variable) => grads[variable.name]!));
      return value;
    });
    const reading = withReading ? { step: step + 1, loss: (await loss.data())[0]! } : undefined;
    return { loss, samples: samplesOf?.(batch) ?? 1, reading };
  };
}
